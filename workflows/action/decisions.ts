import { condition } from '@temporalio/workflow';
import { isSamePerson, type SignedDecision, type VerifiedDecision } from '#core/actions/decision';
import type { Person } from '#core/actions/person';
import { verifyingDecisions } from './activities.ts';
import type { ActionControl } from './control.ts';
import { wordsOfFailure } from '../words-of-failure.ts';

/** Each verification costs an activity: after this many refused decisions, no more are verified. */
const mostRefused = 200;
const mostWaiting = 300;
/** Approvals that are kept and passed to the executor: per person, and in total. */
const mostOfOne = 5;
const mostKept = 40;

type Verified = Extract<VerifiedDecision, { kind: 'verified' }>;

interface Arrived {
  readonly decision: SignedDecision;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  answer?: VerifiedDecision;
}

export type ActionDecisions = ReturnType<typeof openDecisions>;

/**
 * The decisions of people, in the order of arrival. Handlers enqueue them, an activity verifies them, and only verified
 * ones count. Runs concurrently with the life of the action.
 */
export function openDecisions(life: ActionControl) {
  const queue: Arrived[] = [];
  const known = new Map<string, VerifiedDecision>();
  const nonces = new Set<string>();
  let judged: Arrived | undefined;
  let deadline = Infinity;
  let closed: string | undefined;

  const refuse = (reason: string): VerifiedDecision => {
    life.refuse(reason);
    return { kind: 'refused', reason };
  };

  async function judge({ decision, receivedAt }: Arrived): Promise<VerifiedDecision> {
    // A repeat, such as one sent both by hand and from the page.
    const before = known.get(decision.jws);
    if (before) return before;
    const { bytes, actionHash, preview, previewHash, refusedCount } = life.record();
    if (receivedAt >= deadline)
      return refuse(`late: it came at ${clock(receivedAt)}, and the time for it ended at ${clock(deadline)}`);
    if (refusedCount >= mostRefused)
      return refuse(`${mostRefused} decisions did not count already: no more are looked at, propose the action anew`);
    if (!preview || previewHash === undefined)
      return refuse('it came before it was known what the action would change');
    const found = await verified({
      bytes,
      actionHash,
      preview,
      previewHash,
      decision,
      receivedAt: new Date(receivedAt).toISOString(),
    });
    const answer = found.kind === 'verified' ? counted(found) : refuse(found.reason);
    known.set(decision.jws, answer);
    return answer;
  }

  function counted(found: Verified): VerifiedDecision {
    const { claims } = found;
    const { actionHash, previewHash, decisions } = life.record();
    if (claims.actionHash !== actionHash) return refuse(`it is about another action: ${claims.actionHash}`);
    if (claims.previewHash !== previewHash) return refuse('it is about another preview than the one of this action');
    // Signed again with the same nonce, it is the same answer.
    if (nonces.has(claims.nonce)) return found;
    const isOwn = ({ claims: { by } }: Verified) => isSamePerson(by, claims.by);
    if (claims.answer === 'approve' && (decisions.filter(isOwn).length >= mostOfOne || decisions.length >= mostKept))
      return refuse('so many approvals are kept already that no more are looked at: propose it anew');
    nonces.add(claims.nonce);
    const by: Person = { name: claims.by.name, channel: claims.channel, verified: true };
    life.show({ decisions: [...decisions, found] }, { by });
    if (claims.answer === 'reject')
      life.stop({ kind: 'rejected', reason: `${claims.by.name} rejected it: ${claims.reason}`, by });
    if (claims.answer === 'by_hand') {
      const why = claims.reason === '' ? '' : `: ${claims.reason}`;
      life.stop({ kind: 'withdrawn', reason: `${claims.by.name} does it by hand${why}`, by });
    }
    return found;
  }

  async function run(): Promise<void> {
    for (;;) {
      await condition(() => queue.length > 0 || closed !== undefined);
      judged = queue.shift();
      if (!judged) return;
      judged.answer = closed === undefined ? await judge(judged) : refuse(`late: ${closed}`);
      judged = undefined;
    }
  }

  return {
    /** Called by handlers. @returns a record whose `answer` is set once the decision has been judged */
    arrive(decision: SignedDecision): Arrived {
      const arrived: Arrived = { decision, receivedAt: Date.now() };
      if (queue.length < mostWaiting) queue.push(arrived);
      else arrived.answer = refuse(`${mostWaiting} decisions wait to be looked at already`);
      return arrived;
    },
    /** Starts verifying, including decisions that arrived earlier. @param until milliseconds since 1970; later ones are refused */
    open(until: number): Promise<void> {
      deadline = until;
      return run();
    },
    /** Whether a decision that arrived in time has not been judged yet. */
    hasTimely: () => judged !== undefined || queue.some(({ receivedAt }) => receivedAt < deadline),
    /** Refuses decisions from now on; the one being verified still gets its answer. */
    close(why: string): void {
      closed ??= why;
    },
    /** Refuses the queued decisions, where none are needed. */
    refuseWaiting(why: string): void {
      for (const arrived of queue.splice(0)) arrived.answer = refuse(why);
    },
  };
}

async function verified(request: Parameters<typeof verifyingDecisions.verifyDecision>[0]): Promise<VerifiedDecision> {
  try {
    return await verifyingDecisions.verifyDecision.executeWithOptions({ summary: 'Check a decision' }, [request]);
  } catch (error) {
    return { kind: 'refused', reason: `it could not be checked: ${wordsOfFailure(error)}` };
  }
}

const clock = (instant: number) => new Date(instant).toISOString();
