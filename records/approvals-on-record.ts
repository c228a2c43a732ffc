import { ParsedDecisionClaims, statedClaims } from '#core/actions/decision-claims';
import { ActionDocumentSchema } from '#core/actions/action-document';
import { countApprovals, type ApprovalsQuestion, type CountedDecision } from '#core/actions/count-approvals';
import { type Identity, isSamePerson } from '#core/actions/decision';
import type { ActionHistory } from './audit-changes.ts';
import type { ActionHash } from '#core/ids/action-hash';

/** The approvals of a write that counted, and when each arrived. */
export interface ApprovalsOnRecord {
  readonly by: readonly { readonly by: Identity; readonly at: string }[];
  /** One person decided alone, and that counted. */
  readonly isBreakGlass: boolean;
  /** Whether they were enough, or why that is unknown. */
  readonly words: string;
}

interface Given {
  readonly at: string;
  readonly decision: CountedDecision;
}

/**
 * Counts the recorded decisions as the gate counted them at the time of the intent. It trusts the executor's record
 * that they verified; `holdfast history verify` verifies them again.
 * @param document the parsed bytes of the action, if they are stored
 */
export function approvalsOnRecord(
  actionHash: ActionHash,
  history: ActionHistory,
  document: unknown,
  { part, at }: ActionHistory['intents'][number],
): ApprovalsOnRecord {
  const nobody = (words: string): ApprovalsOnRecord => ({ by: [], isBreakGlass: false, words });
  const unknown = (why: string) => nobody(`cannot be counted: ${why}`);
  const policy = history.policies.findLast((one) => one.part === part && one.moment === 'execution' && one.at <= at);
  if (!policy) return unknown('no policy verdict is recorded before this write');
  const { verdict, previewHash } = policy;
  if (verdict.kind === 'automatic') return nobody('none needed');
  if (verdict.kind === 'deny') return nobody('policy denied it');
  if (document === undefined) return unknown('the bytes of the action are not stored');
  const action = ActionDocumentSchema.safeParse(document).data;
  if (!action) return unknown('this version cannot read the bytes of the action');
  if (previewHash === undefined) return unknown('the preview that policy judged is not recorded');

  const before = history.decisions.filter((one) => one.outcome === 'verified' && one.at <= at);
  const given = before.flatMap((entry): Given[] => {
    const claims = ParsedDecisionClaims.safeParse(statedClaims(entry)).data;
    if (!claims) return [];
    const { idToken, ...stated } = claims;
    const decision = { ...stated, by: entry.by ?? stated.by, signedIn: idToken !== undefined };
    return [{ at: entry.at, decision }];
  });
  const unread = before.length - given.length;
  if (unread > 0) return unknown(`${unread} of the ${before.length} recorded decisions cannot be read`);

  const question = { needs: verdict.needs, document: action, actionHash, previewHash, part, now: at };
  return judged(question, given);
}

function judged(question: Omit<ApprovalsQuestion, 'decisions'>, given: readonly Given[]): ApprovalsOnRecord {
  const count = (counted: readonly Given[]) =>
    countApprovals({ ...question, decisions: counted.map(({ decision }) => decision) });
  const { missing, parts } = count(given);
  const people = parts.flatMap(({ by }) => by);
  if (missing === undefined && people.length === 0) {
    const alone = given.filter((one) => one.decision.breakGlass && count([one]).missing === undefined);
    return { by: alone.map(shown), isBreakGlass: true, words: 'one person alone, by break-glass' };
  }
  // Where one person decided twice, the decision that counts.
  const by = people.flatMap((person) => {
    const own = given.filter(({ decision }) => isSamePerson(decision.by, person));
    const counting = own.find((one) => count([one]).parts.some((part) => part.by.length > 0)) ?? own[0];
    return counting ? [shown(counting)] : [];
  });
  by.sort((one, other) => (one.at < other.at ? -1 : Number(one.at > other.at)));
  return { by, isBreakGlass: false, words: missing === undefined ? 'enough' : `not enough: ${missing}` };
}

function shown({ at, decision }: Given): ApprovalsOnRecord['by'][number] {
  return { by: decision.by, at };
}
