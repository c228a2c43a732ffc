import { type ActionDocument, type ActionPart, ActionState, type Preview } from '#core/actions/action';
import { type ActionHash } from '#core/ids/action-hash';
import { isOver, mayFollow } from '#core/actions/action-life';
import type { ExecuteAnswer } from '#core/actions/gated-write';
import { canonicalJson } from '#core/json/canonical-json';
import { countApprovals } from '#core/actions/count-approvals';
import type { SignedDecision, VerifiedDecision } from '#core/actions/decision';
import type { Verdict } from '#core/actions/verdict';
import { sha256 } from '#records/digest';
import { inActivity } from '../support/in-activity.ts';
import type { Vote } from './oracle.ts';
import type { AttemptFault, System } from './system.ts';

// What the workflow of an action does, without Temporal: its activities are the real ones. What is known of an action is
// immutable, so that a reset is an older value of it.

/** One action as its workflow knows it. */
export interface Life {
  readonly actionHash: ActionHash;
  readonly bytes: string;
  readonly document: ActionDocument;
  readonly state: ActionState;
  readonly preview?: Preview;
  readonly previewHash?: string;
  readonly verdict?: Verdict;
  readonly decisions: readonly Extract<VerifiedDecision, { kind: 'verified' }>[];
  readonly fence: number;
}

export interface Course {
  life: Life;
  readonly before: Life[];
  /** Its history was reset, or somebody went past its workflow: it may not know of an effect. */
  wasTamperedWith: boolean;
}

export interface ExecuteOptions {
  /** Goes on whatever the workflow has found out, as somebody with its credentials can. */
  readonly insists?: 'with the lock' | 'without it';
  readonly twice?: boolean;
  readonly fault?: AttemptFault;
}

const s = ActionState;
const leaseSeconds = 1_800;
/** Ends that are marked, so that no other history of the action writes. */
const marking: ReadonlySet<ActionState> = new Set([s.withdrawn, s.superseded, s.cancelled, s.expired, s.stale]);

export type Driver = ReturnType<typeof createDriver>;

export function createDriver(system: System) {
  const { oracle, clock } = system;
  const courses: Course[] = [];
  const activities = () => system.executor().activities;

  function enter(course: Course, state: ActionState, change: Partial<Life> = {}): void {
    const { life } = course;
    if (!mayFollow(life.state, state)) oracle.violate('life', `${state} cannot follow ${life.state}`);
    course.before.push(life);
    course.life = { ...life, ...change, state };
  }

  async function end(course: Course, state: ActionState, reason: string): Promise<void> {
    enter(course, state);
    await record(course, reason);
  }

  /** Where that fails the workflow tries for ever; here somebody may have taken the records away for good. */
  async function record({ life: { actionHash, state, document } }: Course, reason: string): Promise<void> {
    try {
      await inActivity(() => activities().recordAction({ actionHash, state, reason, incident: document.incident?.id }));
      if (marking.has(state)) oracle.withdrawn(actionHash);
    } catch (error) {
      if (!system.isCrippled()) throw error;
    }
  }

  const request = ({ life: { bytes, actionHash, preview, previewHash = '' } }: Course) => {
    if (!preview) throw new Error('a driver that has no preview');
    return { bytes, actionHash, preview, previewHash };
  };

  async function propose(document: ActionDocument): Promise<Course> {
    const bytes = canonicalJson(document);
    const actionHash = sha256(bytes) as ActionHash;
    const known = courses.find(({ life }) => life.actionHash === actionHash);
    // A workflow id is taken once.
    if (known) return known;
    const life: Life = { actionHash, bytes, document, decisions: [], fence: 0, state: s.proposed };
    const course: Course = { life, before: [], wasTamperedWith: false };
    courses.push(course);
    try {
      const found = await inActivity(() => activities().previewAction({ bytes, actionHash }));
      if (found.kind !== 'previewed') {
        await end(course, found.kind === 'stale' ? s.stale : s.failed, found.reason);
        return course;
      }
      enter(course, s.previewed, { preview: found.preview, previewHash: found.previewHash });
      const older = courses.find((one) => one.life.actionHash === system.announce(document, actionHash));
      if (older && mayFollow(older.life.state, s.superseded)) await end(older, s.superseded, 'a newer proposal');
      const verdict = await inActivity(() => activities().judgeAction(request(course)));
      enter(course, s.judged, { verdict });
      if (verdict.kind === 'deny') await end(course, s.blocked, 'policy');
      else if (clock.now() >= Date.parse(document.expiresAt)) await end(course, s.expired, 'too late');
      else if (verdict.kind === 'approvals') enter(course, s.awaiting);
    } catch (error) {
      if (!system.isCrippled()) throw error;
      await end(course, s.failed, 'the records were taken away, or no policy is in force');
    }
    return course;
  }

  function isApproved({ document, verdict, decisions, actionHash, previewHash = '' }: Life): boolean {
    if (verdict?.kind !== 'approvals') return true;
    const given = decisions.map(({ claims, signedIn }) => ({ ...claims, signedIn }));
    const now = new Date().toISOString();
    const { needs } = verdict;
    return countApprovals({ decisions: given, needs, document, actionHash, previewHash, now }).missing === undefined;
  }

  /** A decision comes to the workflow. @param vote absent: nobody made it */
  async function decided(course: Course, decision: SignedDecision, vote: Vote | undefined): Promise<void> {
    const { life } = course;
    const isOpen = life.verdict?.kind === 'approvals' && !isOver(life.state) && beforeWriting(life.state);
    const receivedAt = clock.now();
    if (!isOpen || life.preview === undefined || receivedAt >= Date.parse(life.document.expiresAt)) return;
    let found: VerifiedDecision;
    try {
      found = await inActivity(() =>
        activities().verifyDecision({ ...request(course), decision, receivedAt: new Date(receivedAt).toISOString() }),
      );
    } catch (error) {
      if (!system.isCrippled()) throw error;
      return;
    }
    if (found.kind === 'verified' && !vote) oracle.violate('approvals', 'a decision that nobody made was taken');
    if (found.kind === 'refused') {
      const isSound =
        vote?.hash === life.actionHash &&
        vote.previewHash === life.previewHash &&
        oracle.isTimely(vote, receivedAt) &&
        (vote.isSignedIn || life.document.environment !== 'production');
      if (isSound) oracle.violate('approvals', `a good decision was refused: ${found.reason}`);
      return;
    }
    if (found.claims.answer === 'reject') oracle.rejected(life.actionHash);
    if (found.claims.answer === 'by_hand') oracle.withdrawn(life.actionHash);
    course.life = { ...course.life, decisions: [...course.life.decisions, found] };
    if (found.claims.answer !== 'approve') {
      const state = found.claims.answer === 'reject' ? s.rejected : s.withdrawn;
      if (mayFollow(course.life.state, state)) {
        if (course.life.state === s.locked) system.release(life.document, life.actionHash, 'do', 'good');
        await end(course, state, 'a person said no');
      }
    } else if (course.life.state === s.awaiting && isApproved(course.life)) enter(course, s.approved);
  }

  async function askForLock({ life: { document, actionHash, verdict } }: Course, part: ActionPart) {
    const { environment, service, target } = document;
    return inActivity(() =>
      activities().takeLock({
        actionHash,
        environment,
        service,
        part,
        leaseSeconds,
        target: target.name,
        automatic: verdict?.kind === 'automatic',
      }),
    );
  }

  async function lock(course: Course, insists = false): Promise<void> {
    const { life } = course;
    const isReady = life.state === s.approved || (life.state === s.judged && life.verdict?.kind === 'automatic');
    if (!isReady && !insists) return;
    const grant = await askForLock(course, 'do');
    if (grant?.kind === 'granted') {
      if (isReady) enter(course, s.locked, { fence: grant.fence });
      else course.life = { ...life, fence: grant.fence };
    } else if (isReady) await end(course, s.skipped, 'another action is under way');
  }

  async function attempt(course: Course, part: ActionPart, { twice, fault = {} }: ExecuteOptions) {
    const { decisions, fence } = course.life;
    const write = () =>
      inActivity(() =>
        activities().executeAction({
          ...request(course),
          part,
          fence,
          decisions: decisions.map(({ jws }) => ({ jws })),
        }),
      );
    system.failNext(fault);
    oracle.entered();
    const answers = await Promise.allSettled(twice ? [write(), write()] : [write()]);
    system.failNext({});
    system.backEnd.fail('none');
    if (system.executor().isDead()) await system.restart(true);
    system.backEnd.land();
    const executed = answers.find((one) => one.status === 'fulfilled' && one.value.kind === 'executed');
    const lost = answers.find((one) => one.status === 'rejected');
    const [first] = answers;
    if (executed?.status === 'fulfilled') return executed.value;
    if (lost || first?.status !== 'fulfilled') return reconcile(course, part);
    return first.value;
  }

  async function reconcile(
    { life: { bytes, actionHash } }: Course,
    part: ActionPart,
  ): Promise<ExecuteAnswer | { readonly kind: 'unknown' }> {
    try {
      const answer = await inActivity(() => activities().reconcileAction({ bytes, actionHash, part }));
      if (answer.kind === 'unknown') return { kind: 'unknown' };
      if (answer.kind === 'executed') return { ...answer, auditHead: '' };
      return { kind: 'failed', reason: answer.reason };
    } catch (error) {
      if (!system.isCrippled()) throw error;
      return { kind: 'unknown' };
    }
  }

  async function execute(course: Course, options: ExecuteOptions = {}): Promise<void> {
    const { life } = course;
    const { actionHash, document } = life;
    const isReady = life.state === s.locked;
    if (!life.preview || (!isReady && !options.insists)) return;
    if (isReady && !options.insists && clock.now() >= Date.parse(document.expiresAt)) {
      system.release(document, actionHash, 'do', 'good');
      return end(course, s.expired, 'its time ended');
    }
    if (!isReady && options.insists === 'with the lock') {
      const grant = await askForLock(course, 'do');
      if (grant?.kind === 'granted') course.life = { ...life, fence: grant.fence };
    }
    const came = await attempt(course, 'do', options);
    if (!isReady) {
      course.wasTamperedWith = true;
      return system.release(document, actionHash, 'do', 'good');
    }
    switch (came.kind) {
      case 'executed':
        enter(course, s.executed);
        return record(course, '');
      case 'unknown':
        enter(course, s.unknown);
        return system.release(document, actionHash, 'do', 'bad', document.target.name);
      case 'failed':
        system.release(document, actionHash, 'do', 'bad');
        return end(course, s.failed, came.reason);
      case 'stale':
      case 'blocked':
      case 'expired':
      case 'rejected':
      case 'skipped':
        system.release(document, actionHash, 'do', 'good');
        return end(course, came.kind, came.reason);
      default:
        return came satisfies never;
    }
  }

  async function settle(course: Course, isGood: boolean): Promise<void> {
    const { state, document, actionHash } = course.life;
    if (state === s.unknown) {
      // A person looked: they can see what the back end did.
      const took = oracle.effects.some(({ hash, part }) => hash === actionHash && part === 'do');
      system.release(document, actionHash, 'do', took ? 'running' : 'bad');
      if (took) enter(course, s.executed);
      else await end(course, s.failed, 'a person looked');
    }
    if (course.life.state !== s.executed) return;
    enter(course, s.verifying);
    enter(course, isGood ? s.verified : s.notVerified);
    system.release(document, actionHash, 'do', isGood ? 'good' : 'bad');
    await record(course, '');
  }

  async function undo(course: Course, options: ExecuteOptions = {}): Promise<void> {
    const { state, document, actionHash, preview } = course.life;
    const isReady = state === s.verified || state === s.notVerified;
    if (!preview || (!isReady && !options.insists)) return;
    const until = document.undo ? Date.parse(document.undo.undoBy) : 0;
    if (isReady && !options.insists && clock.now() >= until) return;
    if (isReady) enter(course, s.undoing);
    const grant = await askForLock(course, 'undo');
    if (grant?.kind !== 'granted') return isReady ? end(course, s.undoFailed, 'no lock') : undefined;
    course.life = { ...course.life, fence: grant.fence };
    const came = await attempt(course, 'undo', options);
    const isUnknown = came.kind === 'unknown';
    system.release(
      document,
      actionHash,
      'undo',
      came.kind === 'executed' ? 'good' : 'bad',
      isUnknown ? document.target.name : undefined,
    );
    if (!isReady) return void (course.wasTamperedWith = true);
    if (!isUnknown) return end(course, came.kind === 'executed' ? s.undone : s.undoFailed, '');
    const took = oracle.effects.some(({ hash, part }) => hash === actionHash && part === 'undo');
    system.release(document, actionHash, 'undo', 'bad');
    await end(course, took ? s.undone : s.undoFailed, 'a person looked');
  }

  return {
    courses,
    propose,
    decided,
    lock,
    execute,
    settle,
    undo,
    askForLock,
    isApproved,
    async withdraw(course: Course): Promise<void> {
      if (!mayFollow(course.life.state, s.withdrawn)) return;
      if (course.life.state === s.locked) system.release(course.life.document, course.life.actionHash, 'do', 'good');
      await end(course, s.withdrawn, 'not now');
    },
    /** Its history goes back. What was written on disk stays. */
    reset(course: Course, steps: number): void {
      const kept = Math.max(0, course.before.length - steps);
      const to = course.before[kept];
      if (!to) return;
      course.before.splice(kept);
      course.life = to;
      course.wasTamperedWith = true;
    },
    /** As far as it goes by itself. */
    async finish(course: Course): Promise<void> {
      if (course.life.state === s.awaiting) {
        if (isApproved(course.life)) enter(course, s.approved);
        else if (clock.now() >= Date.parse(course.life.document.expiresAt))
          await end(course, s.expired, 'nobody decided');
      }
      await lock(course);
      await execute(course);
      await settle(course, true);
    },
  };
}

function beforeWriting(state: ActionState): boolean {
  return state === s.awaiting || state === s.approved || state === s.locked;
}
