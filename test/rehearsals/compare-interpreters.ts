import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runVirtually, type TimedSteering, type VirtualRunEnd } from '#rehearsals/run-virtually';
import { randomRun, type RandomRun } from '../support/random-runbooks.ts';
import { peopleOf, worldOf } from '../support/random-script.ts';
import { Tie, type Span } from '../support/reference-course.ts';
import { referenceRun, type ReferenceEnd } from '../support/reference-interpreter.ts';

// Random runbooks, worlds, people and steering: what the real steps do against what the page says, and against themselves
// when they are interrupted.

const startsAt = Date.UTC(2026, 0, 1);
const milliseconds = 10 * 60_000;

export function describeInterpreter(numRuns: number): void {
  it(
    'does what the page says',
    async () => {
      await fc.assert(
        fc.asyncProperty(randomRun, async (run) => {
          const expected = expectedOf(run);
          fc.pre(expected !== undefined);
          const end = await carriedOut(run, []);
          expect(end.told).toEqual(toldBy(expected!.told));
          expect(end.run).toEqual({ outcome: expected!.outcome, end: expected!.end, steps: lines(expected!.steps) });
          expect(end.starts).toEqual([...end.starts].sort((a, b) => a - b));
        }),
        { numRuns },
      );
    },
    milliseconds,
  );

  it(
    'ends the same when it goes on in new histories',
    async () => {
      await fc.assert(
        fc.asyncProperty(randomRun, async (run) => {
          fc.pre(expectedOf(run) !== undefined);
          const interruptions = run.interruptions.map((afterMilliseconds): TimedSteering => ({
            afterMilliseconds,
            kind: 'continue_as_new',
          }));
          expect(await carriedOut(run, interruptions)).toEqual(await carriedOut(run, []));
        }),
        { numRuns: Math.ceil(numRuns / 2) },
      );
    },
    milliseconds,
  );
}

/** Undefined: two things happen at one instant, and nothing says which is first. */
function expectedOf({ runbook, subject, script, steering }: RandomRun): ReferenceEnd | undefined {
  try {
    return referenceRun(runbook, subject, script, steering);
  } catch (error) {
    if (error instanceof Tie) return undefined;
    throw error;
  }
}

async function carriedOut({ runbook, subject, script, steering }: RandomRun, interruptions: readonly TimedSteering[]) {
  const told: { to: string; text?: string }[] = [];
  const end = await runVirtually({
    runbook,
    subject,
    world: worldOf(script, ({ to, text }) => told.push({ to, text })),
    people: peopleOf(script),
    steering: [...steering, ...interruptions],
    startsAt,
  });
  const spans = end.steps.map(spanOf);
  return {
    run: { outcome: end.outcome, end: end.tookMilliseconds, steps: lines(spans) },
    starts: spans.map(({ startedAt }) => startedAt),
    told: toldBy(told),
  };
}

function spanOf({ path, state, startedAt, endedAt, undo }: VirtualRunEnd['steps'][number]): Span {
  const since = (time: string | undefined) => Date.parse(time ?? '') - startsAt;
  // One that has not ended when the run has differs from whatever is expected of it.
  return {
    path,
    state: state as Span['state'],
    startedAt: since(startedAt),
    endedAt: since(endedAt),
    undo: undo?.outcome,
  };
}

/** In the order of their starts; what starts at one instant, by its path. */
function lines(spans: readonly Span[]): readonly string[] {
  return [...spans]
    .sort((a, b) => a.startedAt - b.startedAt || (a.path < b.path ? -1 : 1))
    .map(
      ({ path, state, startedAt, endedAt, undo }) =>
        `${path} ${startedAt}-${endedAt} ${state}${undo ? `, ${undo}` : ''}`,
    );
}

/** Only `notify` has words of the runbook: those of a question are the engine's. */
function toldBy(told: readonly { readonly to: string; readonly text?: string }[]): readonly string[] {
  return told.map(({ to, text }) => (to === 'chat' ? `${to}: ${text}` : to)).sort();
}
