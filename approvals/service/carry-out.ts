import type { ActionRecord } from '#core/actions/action-work';
import { recordedApprovals } from '#core/actions/count-approvals';
import type { Person } from '#core/actions/person';
import { type Identity, isSamePerson, type SignedDecision, type VerifiedDecision } from '#core/actions/decision';
import { isOver } from '#core/actions/action-life';
import { RequestRefused, WorkerUnanswered } from '#temporal/errors';
import type { Intent } from './intent.ts';
import type { AnsweredAction } from '#temporal/ports';
import { sameIdFor } from '#temporal/same-id';
import type { ApprovalRecord } from './ports.ts';
import type { SignedInPerson } from '../sign-in-port.ts';
import { lookOf } from './quick-decision.ts';
import type { ApprovalsDependencies } from './settings.ts';
import { cut } from '#core/text/cut';
import type { ActionHash } from '#core/ids/action-hash';

type Channel = ApprovalRecord['channel'];
type Verified = Extract<VerifiedDecision, { kind: 'verified' }>;

/** What came of something that a person asked for; all texts are whole sentences for them. */
export type RequestOutcome =
  | { readonly kind: 'done'; readonly message: string }
  /** It is signed; whoever wants to sends it. */
  | { readonly kind: 'signed'; readonly decision: SignedDecision }
  | { readonly kind: 'refused' | 'late'; readonly message: string }
  /** It may still arrive. */
  | { readonly kind: 'unanswered'; readonly message: string };

/** Who carries out what a person asked for, once it is known who they are. */
export interface CarryOut {
  decide(
    intent: Extract<Intent, { kind: 'decision' }>,
    signedIn: Omit<SignedInPerson, 'idToken'> & { readonly idToken?: string },
  ): Promise<RequestOutcome>;
  withdraw(intent: Extract<Intent, { kind: 'withdraw' }>, by: Identity, channel: Channel): Promise<RequestOutcome>;
  undo(
    intent: Extract<Intent, { kind: 'undo' }>,
    by: Pick<SignedInPerson, 'by' | 'groups'>,
    channel: Channel,
  ): Promise<RequestOutcome>;
  /** What became of a write of which nobody knew it. */
  tellOutcome(
    intent: Extract<Intent, { kind: 'outcome' }>,
    by: Pick<SignedInPerson, 'by' | 'groups'>,
    channel: Channel,
  ): Promise<RequestOutcome>;
}

/** Why nothing can be decided about an action just now; undefined: it can. */
export function undecidable(known: AnsweredAction): { readonly isLate: boolean; readonly reason: string } | undefined {
  const { record, fault, failed } = known;
  if (failed) return { isLate: true, reason: 'The workflow of this action has ended without a result.' };
  if (fault !== undefined) return { isLate: false, reason: fault };
  if (record.state === 'awaiting') return undefined;
  const isBefore = record.state === 'proposed' || record.state === 'previewed' || record.state === 'judged';
  if (isBefore)
    return { isLate: false, reason: 'It does not wait for people yet: policy has not asked for approvals.' };
  return {
    isLate: true,
    reason: isOver(record.state)
      ? `This action has ended (${record.state.replaceAll('_', ' ')}): a decision comes too late.`
      : `This action does not wait for a decision any more (${record.state.replaceAll('_', ' ')}).`,
  };
}

export function createCarryOut(
  { actions, signDecision, mask, now, logger }: ApprovalsDependencies,
  record: (entry: ApprovalRecord) => Promise<void>,
): CarryOut {
  /** What has been done stays done, whatever becomes of the record about its end: the first one is there. */
  async function recordEnd(entry: ApprovalRecord): Promise<void> {
    try {
      await record(entry);
    } catch (error) {
      logger.error({ err: error, entry }, 'What came of a decision could not be recorded');
    }
  }

  async function send(
    base: Omit<ApprovalRecord, 'outcome'>,
    work: () => Promise<RequestOutcome>,
  ): Promise<RequestOutcome> {
    try {
      const outcome = await work();
      const problem = outcome.kind === 'refused' ? outcome.message : undefined;
      await recordEnd({
        ...base,
        outcome: problem === undefined ? 'accepted' : 'refused',
        ...(problem && { problem }),
      });
      return outcome;
    } catch (error) {
      if (error instanceof RequestRefused) {
        await recordEnd({ ...base, outcome: 'refused', problem: error.message });
        return { kind: 'refused', message: error.message };
      }
      await recordEnd({ ...base, outcome: 'unanswered', problem: cut(String(error), 300) });
      if (error instanceof WorkerUnanswered) return { kind: 'unanswered', message: error.message };
      throw error;
    }
  }

  /** Whether an approval that has arrived is worth anything, and what is missing still. */
  async function approved(decision: Verified): Promise<RequestOutcome> {
    const known = await actions.get(decision.claims.actionHash);
    if (known?.kind !== 'answered') return { kind: 'done', message: 'Your approval has arrived.' };
    const decisions = [...known.record.decisions.filter(({ jws }) => jws !== decision.jws), decision];
    const count = recordedApprovals({ ...known.record, decisions }, now().toISOString());
    const isOwn = (by: Identity) => isSamePerson(by, decision.claims.by);
    const isCounted = count?.parts.some((part) => part.by.some(isOwn));
    const own = isCounted ? undefined : count?.refused.find(({ by }) => isOwn(by));
    if (own) return { kind: 'refused', message: `Your approval is on record and does not count: ${own.reason}.` };
    const more = count?.missing === undefined ? 'no other is needed' : `it ${count.missing}`;
    return { kind: 'done', message: `Your approval has arrived, and ${more}.` };
  }

  /** Of what policy named people for. */
  async function sendAsOwner(
    base: Omit<ApprovalRecord, 'outcome'> & { readonly actionHash: ActionHash },
    groups: readonly string[],
    work: () => Promise<RequestOutcome>,
  ): Promise<RequestOutcome> {
    const known = await actions.get(base.actionHash);
    const problem =
      known?.kind === 'answered' ? whyNotTheirs(known.record, groups) : 'No worker tells how the action stands.';
    if (problem !== undefined) {
      await record({ ...base, outcome: 'refused', problem });
      return { kind: 'refused', message: problem };
    }
    await record({ ...base, outcome: 'signed' });
    return send(base, work);
  }

  return {
    async decide({ body, once, carriesToken, mode, shownMilliseconds }, { by, groups, authTime, idToken }) {
      const base = {
        what: 'decision',
        channel: body.channel,
        actionHash: body.actionHash,
        by,
        answer: body.answer,
        reason: body.reason,
        nonce: body.nonce,
        ...(body.breakGlass && { breakGlass: true }),
        ...lookOf(shownMilliseconds),
      } as const;
      const known = await actions.get(body.actionHash);
      const problem =
        known?.kind === 'answered' ? undecidable(known) : { isLate: false, reason: 'No worker tells how it stands.' };
      if (problem) {
        await record({ ...base, outcome: problem.isLate ? 'late' : 'refused', problem: problem.reason });
        return { kind: problem.isLate ? 'late' : 'refused', message: problem.reason };
      }
      const decision = await signDecision({
        ...body,
        by,
        groups,
        authTime,
        decidedAt: now().toISOString(),
        ...(carriesToken && idToken !== undefined && { idToken }),
      });
      // On record before anybody can use it.
      await record({ ...base, outcome: mode === 'command' ? 'issued' : 'signed' });
      if (mode === 'command') return { kind: 'signed', decision };
      const updateId = sameIdFor(body.actionHash, by.issuer, by.subject, body.answer, once);
      return send(base, async () => {
        const found = await actions.decide(body.actionHash, decision, updateId);
        if (found.kind === 'refused')
          return { kind: 'refused', message: `The executor does not count this decision: ${found.reason}` };
        return body.answer === 'approve' ? approved(found) : { kind: 'done', message: doneWords[body.answer] };
      });
    },

    async withdraw({ actionHash, reason }, by, channel) {
      const base = { what: 'withdrawal', channel, actionHash, by, reason: mask(reason) } as const;
      await record({ ...base, outcome: 'signed' });
      return send(base, async () => {
        await actions.withdraw(actionHash, { reason: base.reason, by: personOf(by, channel) });
        return {
          kind: 'done',
          message:
            'It is to end. What is being written already finishes; the state of the action tells whether it was in time.',
        };
      });
    },

    async undo({ actionHash, answer, reason }, { by, groups }, channel) {
      const base = { what: 'undo', channel, actionHash, by, answer, reason: mask(reason) } as const;
      return sendAsOwner(base, groups, async () => {
        await actions.undo(actionHash, { answer, reason: base.reason, by: personOf(by, channel) });
        return {
          kind: 'done',
          message:
            answer === 'undo'
              ? 'It is being undone; the state of the action tells how that ends.'
              : 'It stays as it is.',
        };
      });
    },

    async tellOutcome({ actionHash, answer, reason }, { by, groups }, channel) {
      const base = { what: 'outcome', channel, actionHash, by, answer, reason: mask(reason) } as const;
      return sendAsOwner(base, groups, async () => {
        await actions.resolveUnknown(actionHash, { answer, reason: base.reason, by: personOf(by, channel) });
        return { kind: 'done', message: 'What you found is on record, and its target is free again.' };
      });
    },
  };
}

/** What was approved is spoken for by whom policy named for it; an automatic write by anybody who is known here. */
function whyNotTheirs({ verdict }: ActionRecord, groups: readonly string[]): string | undefined {
  if (verdict?.kind !== 'approvals') return undefined;
  const { parts, breakGlass = [] } = verdict.needs;
  const theirs = [...new Set([...parts.flatMap((part) => part.groups), ...breakGlass])];
  if (groups.some((group) => theirs.includes(group))) return undefined;
  const yours = groups.length === 0 ? 'no group' : groups.join(', ');
  return `This is for people of ${theirs.join(' or ')}; your identity provider says that you are of ${yours}.`;
}

const doneWords = {
  reject: 'Your rejection counts. Unless the write had begun, nothing will be written.',
  by_hand: 'It counts that you do it by hand. Unless the write had begun, Holdfast will not write.',
} as const;

function personOf({ name }: Identity, channel: Channel): Person {
  return { name, channel, verified: true };
}
