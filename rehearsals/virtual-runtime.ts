import type { EffectEnd, GivenAnswer, ProposedWrite, StepRuntime, WriteEnd } from '#workflows/run/steps/runtime';
import type { ReadAnswer, ReadCall, StepNotification, StepRecord } from '#core/runs/run';
import type { StepScope } from '#workflows/run/steps/step-scope';
import type { VirtualClock } from './virtual-clock.ts';

/** What an effect comes to, and after how long; `silent` never comes back, and its deadline decides. */
export type TimedReply<Success> =
  { readonly afterMilliseconds: number; readonly end: Exclude<EffectEnd<Success>, { kind: 'stopped' }> } | 'silent';

/** The world of a rehearsal: asked once for each effect, when it begins. What it throws fails the rehearsal. */
export interface World {
  read(call: ReadCall, at: number): TimedReply<ReadAnswer>;
  notify(notification: StepNotification): TimedReply<{ readonly summary: string }>;
  write(write: ProposedWrite): TimedReply<WriteEnd>;
  undo(record: StepRecord): TimedReply<{ readonly summary: string }>;
}

/** What people do to a run: an answer when its question is asked, or something at an instant. */
export interface People {
  /** Undefined: nobody answers. */
  answer(record: StepRecord): { readonly afterMilliseconds: number; readonly given: GivenAnswer } | undefined;
}

const silenceEnds = 'there was no answer in time';

/** Steps on scripted replies, in virtual time. */
export function createVirtualRuntime(clock: VirtualClock, world: World): StepRuntime {
  function effect<Success>(
    reply: TimedReply<Success>,
    withinSeconds: number | undefined,
    scope: StepScope,
  ): Promise<EffectEnd<Success>> {
    return new Promise((resolve) => {
      const deadline = withinSeconds === undefined ? Infinity : clock.now() + withinSeconds * 1000;
      const at = reply === 'silent' ? Infinity : clock.now() + reply.afterMilliseconds;
      const [when, end]: [number, EffectEnd<Success>] =
        reply === 'silent' || at > deadline ? [deadline, { kind: 'expired', reason: silenceEnds }] : [at, reply.end];
      const leave = { stop: () => {}, timer: () => {} };
      const finish = (how: EffectEnd<Success>) => {
        leave.stop();
        leave.timer();
        resolve(how);
      };
      leave.timer = when === Infinity ? () => {} : clock.schedule(when, () => finish(end));
      leave.stop = scope.onStop(() => finish({ kind: 'stopped' }));
    });
  }

  return {
    now: () => clock.now(),
    read: (call, scope) => effect(world.read(call, clock.now()), call.withinSeconds, scope),
    notify: (notification, scope) => effect(world.notify(notification), notification.withinSeconds, scope),
    write: (write, scope, progress) => progress.effect(() => effect(world.write(write), undefined, scope)),
    undo: (record, scope) => effect(world.undo(record), undefined, scope),
    waitFor: (condition, instant, scope) =>
      new Promise((resolve) => {
        const leave: (() => void)[] = [];
        const finish = () => {
          for (const each of leave) each();
          resolve();
        };
        leave.push(clock.watch(condition, finish));
        if (instant !== undefined) leave.push(clock.schedule(instant, finish));
        leave.push(scope.onStop(finish));
      }),
  };
}
