import type { CompiledRunbook } from '#core/runbooks/runbook-ir';
import type { StepRecord } from '#core/runs/run';
import type { CancelRun } from '#core/runs/run-messages';
import type { Person } from '#core/actions/person';
import type { StepPath } from '#core/ids/step-path';
import { carryOutRun, type RunEnd, type RunSubject } from '#workflows/run/steps/carry-out-run';
import { RunControl, type RunProgress } from '#workflows/run/steps/run-control';
import { Suspended } from '#workflows/run/steps/suspension';
import { VirtualClock } from './virtual-clock.ts';
import { createVirtualRuntime, type People, type World } from './virtual-runtime.ts';

/** Something that a person does to the run at an instant of it. */
export type TimedSteering = { readonly afterMilliseconds: number } & (
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' }
  | ({ readonly kind: 'cancel' } & CancelRun)
  | { readonly kind: 'skip'; readonly path: StepPath; readonly reason: string; readonly by: Person }
  /** The run goes on in a new history. */
  | { readonly kind: 'continue_as_new' }
);

export interface VirtualRun {
  readonly runbook: CompiledRunbook;
  readonly subject: RunSubject;
  readonly world: World;
  readonly people: People;
  readonly steering?: readonly TimedSteering[];
  /** Milliseconds since 1970 at which it begins. */
  readonly startsAt?: number;
}

export interface VirtualRunEnd extends RunEnd {
  readonly steps: readonly StepRecord[];
  /** Milliseconds from the start to the end, in virtual time. */
  readonly tookMilliseconds: number;
}

/** 2026-01-01T00:00:00Z: a rehearsal does not depend on the day it is held. */
const defaultStart = Date.UTC(2026, 0, 1);

/**
 * Carries a runbook out on scripted replies with the very code that runs it durably.
 * @throws Error when the run waits for what its script never says
 */
export async function runVirtually(virtual: VirtualRun): Promise<VirtualRunEnd> {
  const startsAt = virtual.startsAt ?? defaultStart;
  const clock = new VirtualClock(startsAt);
  const runtime = createVirtualRuntime(clock, virtual.world);
  const asked = new Set<StepPath>();
  let run: RunControl;

  const changed = () => {
    for (const record of run.records) {
      if (record.kind !== 'ask' || record.state !== 'waiting' || asked.has(record.path)) continue;
      asked.add(record.path);
      const reply = virtual.people.answer(record);
      if (reply) clock.schedule(clock.now() + reply.afterMilliseconds, () => run.answer(record.path, reply.given));
    }
  };
  for (const one of virtual.steering ?? []) {
    clock.schedule(startsAt + one.afterMilliseconds, () => steer(run, one));
  }

  const carryOn = async (progress?: RunProgress): Promise<RunEnd> => {
    run = new RunControl(runtime, changed, progress);
    try {
      return await carryOutRun(virtual.runbook, virtual.subject, run);
    } catch (error) {
      if (!(error instanceof Suspended)) throw error;
      // Through JSON, as a history would carry it.
      return carryOn(JSON.parse(JSON.stringify(run.progress)) as RunProgress);
    }
  };
  const end = await clock.run(carryOn());
  return { ...end, steps: run!.records, tookMilliseconds: clock.now() - startsAt };
}

function steer(run: RunControl, steering: TimedSteering): void {
  switch (steering.kind) {
    case 'pause':
      return run.pause();
    case 'resume':
      return run.resumeRun();
    case 'cancel':
      return run.cancel(steering);
    case 'skip':
      return run.skip(steering.path, steering.reason, steering.by);
    case 'continue_as_new':
      return run.suspension.request();
    default:
      return steering satisfies never;
  }
}
