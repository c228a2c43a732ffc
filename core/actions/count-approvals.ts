import { type ActionDocument, type ActionPart, ActionState } from './action.ts';
import { type ActionHash } from '../ids/action-hash.ts';
import type { ActionRecord } from './action-work.ts';
import type { DecisionClaims, Identity, VerifiedDecision } from './decision.ts';
import { fillParts } from './fill-parts.ts';
import type { NeededApprovals, Requirement } from './verdict.ts';

// Whether decisions are the approvals that policy asks for. Pure and without a clock of its own, so that the gate, the
// workflow and the verifier of old histories count alike. Signatures, issuers and who may be a person at all (service
// accounts) are judged before: what comes here is verified, and judged for what it is worth.

const minuteMilliseconds = 60_000;
/** Of clocks: the identity provider's, the approvals service's and the executor's. */
const clockSkewMilliseconds = minuteMilliseconds;
const breakGlassLoginSeconds = 300;
const breakGlassMilliseconds = 30 * minuteMilliseconds;
const mostPeople = 50;

/** A verified decision, and whether a verified ID token of its own came with it. */
export interface CountedDecision extends Omit<DecisionClaims, 'idToken'> {
  readonly signedIn: boolean;
}

export interface ApprovalsQuestion {
  readonly decisions: readonly CountedDecision[];
  readonly needs: Requirement;
  readonly document: Pick<ActionDocument, 'startedBy' | 'proposal' | 'incident' | 'undo'>;
  readonly actionHash: ActionHash;
  readonly previewHash: string;
  /** RFC 3339. */
  readonly now: string;
  /** Default `do`. An undo was approved with its action, until its `undoBy`: decisions do not expire before. */
  readonly part?: ActionPart;
}

export interface ApprovalsCount {
  /** Why they do not satisfy what is needed; undefined where they do. */
  readonly missing?: string;
  /** What is needed, and whose approvals count for it. */
  readonly parts: readonly (NeededApprovals & { readonly by: readonly Identity[] })[];
  /** Whose approvals count for nothing, and why. */
  readonly refused: readonly { readonly by: Identity; readonly reason: string }[];
}

export function countApprovals(question: ApprovalsQuestion): ApprovalsCount {
  const { decisions, needs, document, actionHash } = question;
  const nobody = needs.parts.map((part) => ({ ...part, by: [] }));
  const final = (missing: string): ApprovalsCount => ({ missing, parts: nobody, refused: [] });

  // The write shows that the rejection came too late; an undo is what the person who rejected wants.
  const ended =
    question.part === 'undo' ? undefined : firstNo(decisions.filter((one) => isAbout(one, actionHash, document)));
  if (ended) {
    const did = ended.answer === 'reject' ? 'rejected it' : 'does it by hand';
    return final(`${shown(ended.by)} ${did}${ended.reason ? `: ${ended.reason}` : ''}`);
  }
  const broken = brokenRequirement(needs);
  if (broken !== undefined) return final(broken);

  const worthless = new Map<string, ApprovalsCount['refused'][number]>();
  const refuse = (by: Identity, reason: string) => void worthless.set(`${shown(by)}: ${reason}`, { by, reason });
  const people = new Map<string, { readonly by: Identity; readonly groups: readonly string[] }>();
  for (const decision of decisions) {
    const why = whyNothing(decision, question);
    if (why === undefined && decision.breakGlass) return { parts: nobody, refused: [] };
    if (why !== undefined) {
      refuse(decision.by, why);
      continue;
    }
    const key = JSON.stringify([decision.by.issuer, decision.by.subject]);
    const before = people.get(key);
    people.set(key, { by: decision.by, groups: [...(before?.groups ?? []), ...decision.groups] });
  }
  // Sorted, so that the order of arrival does not matter.
  const voters = [...people.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, voter]) => voter);
  const { partOf, left } = fillParts(
    needs.parts,
    voters.map(({ groups }) => groups),
  );
  const parts = needs.parts.map((part, index) => ({
    ...part,
    by: voters.flatMap(({ by }, voter) => (partOf[voter] === index ? [by] : [])),
  }));
  const asked = new Set(needs.parts.flatMap(({ groups }) => groups));
  for (const { by, groups } of voters)
    if (!groups.some((group) => asked.has(group))) refuse(by, `is not of ${[...asked].join(' or ')}`);
  const words = [...worthless.keys()].sort();
  const refused = words.flatMap((one) => worthless.get(one) ?? []);
  if (left.length === 0) return { parts, refused };
  const needed = left.map(({ count, groups }) => `${count} of ${groups.join(' or ')}`).join(' and ');
  const nothing = words.slice(0, 5).join('; ');
  return { missing: `still needs ${needed}${nothing ? ` (these do not count: ${nothing})` : ''}`, parts, refused };
}

/** Those that can be counted at all. */
export function verifiedOnes(found: readonly VerifiedDecision[]): readonly CountedDecision[] {
  return found.flatMap((one) => (one.kind === 'verified' ? [{ ...one.claims, signedIn: one.signedIn }] : []));
}

/**
 * Of an action as its workflow records it, at the moment of its approval if there was one.
 * @param present RFC 3339
 * @returns undefined where policy asks for no approvals
 */
export function recordedApprovals(record: ActionRecord, present: string): ApprovalsCount | undefined {
  const { verdict, document, decisions, actionHash, previewHash = '', steps } = record;
  if (verdict?.kind !== 'approvals' || !document) return undefined;
  const now = steps.find(({ state }) => state === ActionState.approved)?.at ?? present;
  const asked = { needs: verdict.needs, document, actionHash, previewHash, now };
  return countApprovals({ ...asked, decisions: verifiedOnes(decisions) });
}

/** By the bytes alone: a no to an action holds whatever preview was shown with it, and does not expire. */
function isAbout(decision: CountedDecision, actionHash: ActionHash, { incident }: Pick<ActionDocument, 'incident'>) {
  return decision.actionHash === actionHash && decision.incident === incident?.id;
}

function firstNo(decisions: readonly CountedDecision[]): CountedDecision | undefined {
  return decisions
    .filter(({ answer }) => answer !== 'approve')
    .sort((a, b) => {
      const [one, other] = [a.decidedAt + a.by.subject, b.decidedAt + b.by.subject];
      return one < other ? -1 : Number(one > other);
    })[0];
}

/** A requirement of no people, or of no groups, is a mistake: without this check nobody would satisfy it. */
function brokenRequirement({ parts }: Requirement): string | undefined {
  if (parts.length === 0) return 'policy asks for approvals and does not say whose';
  const wrong = parts.find(({ count, groups }) => !Number.isInteger(count) || count < 1 || groups.length === 0);
  if (wrong) return `policy asks for ${wrong.count} of ${wrong.groups.join(' or ') || 'no group'}, which nobody can be`;
  const people = parts.reduce((sum, { count }) => sum + count, 0);
  return people > mostPeople ? `policy asks for ${people} people; at most ${mostPeople} are counted` : undefined;
}

/** Why an approval counts nothing; undefined where it counts. Comparisons are so that a time nobody can read fails. */
function whyNothing(decision: CountedDecision, question: ApprovalsQuestion): string | undefined {
  const { needs, document, actionHash, previewHash, part = 'do' } = question;
  if (!isAbout(decision, actionHash, document)) return 'decided on another action or incident';
  if (decision.previewHash !== previewHash) return 'was shown another preview';
  if (isSame(document.startedBy.name, decision.by)) return 'started this run';
  if (needs.signIn && !decision.signedIn) return 'did not sign in for this decision';

  const now = Date.parse(question.now);
  const decidedAt = Date.parse(decision.decidedAt);
  const until = part === 'undo' ? document.undo?.undoBy : decision.expiresAt;
  if (until === undefined || !(Date.parse(until) > now)) return `the approval expired at ${until ?? 'once'}`;
  if (!(decidedAt <= now + clockSkewMilliseconds)) return 'decided in the future';
  const loginSeconds = decision.breakGlass ? breakGlassLoginSeconds : needs.freshLoginSeconds;
  if (loginSeconds !== undefined && !isFresh(decision.authTime, decidedAt, loginSeconds)) {
    return `had not signed in within ${loginSeconds} s before deciding`;
  }
  return decision.breakGlass ? whyNoBreakGlass(decision, needs, part, now - decidedAt) : undefined;
}

function whyNoBreakGlass(
  { groups, reason }: CountedDecision,
  { breakGlass = [] }: Requirement,
  part: ActionPart,
  ageMilliseconds: number,
): string | undefined {
  if (!groups.some((group) => breakGlass.includes(group))) return 'may not decide alone';
  if (reason.trim() === '') return 'gave no reason for deciding alone';
  if (part === 'do' && !(ageMilliseconds <= breakGlassMilliseconds)) return 'decided alone more than 30 minutes ago';
  return undefined;
}

function isFresh(authTimeSeconds: number, decidedAtMilliseconds: number, withinSeconds: number): boolean {
  const age = decidedAtMilliseconds - authTimeSeconds * 1_000;
  return age >= -clockSkewMilliseconds && age <= withinSeconds * 1_000;
}

/**
 * The person who started a run is known by name only, so any likeness counts, and of a mail address also the part before the
 * @: a false match costs a second approver, a missed one costs the separation of duties.
 */
function isSame(starter: string, { name, subject, names = [] }: Identity): boolean {
  const forms = (text: string) => {
    const plain = text.trim().toLowerCase();
    return [plain, plain.replace(/@.*$/, '')].filter((form) => form !== '');
  };
  const own = new Set(forms(starter));
  return [name, subject, ...names].flatMap(forms).some((form) => own.has(form));
}

function shown({ name, subject }: Identity): string {
  return name.trim() || subject;
}
