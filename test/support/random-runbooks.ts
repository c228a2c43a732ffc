import fc from 'fast-check';
import type { CompiledRunbook } from '#core/runbooks/runbook-ir';
import type { OnFailure } from '#core/runbooks/steps/step';
import type { StepPath } from '#core/ids/step-path';
import type { TimedSteering } from '#rehearsals/run-virtually';
import type { RunSubject } from '#workflows/run/steps/carry-out-run';
import { condition, type Visible } from './random-expressions.ts';
import { ada, scriptOf } from './random-script.ts';
import { asksForm, compileAll, runbookOf, type Shape } from './random-steps.ts';
import type { Script } from './reference-course.ts';
import { outline } from './runbook-outline.ts';

export interface RandomRun {
  readonly runbook: CompiledRunbook;
  readonly subject: RunSubject;
  readonly script: Script;
  readonly steering: readonly TimedSteering[];
  /** Instants at which the run goes on in a new history. */
  readonly interruptions: readonly number[];
}

const rarely = <T>(arbitrary: fc.Arbitrary<T>, weight: number) =>
  fc.oneof({ weight, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

const pick = fc.nat(999);

const common = {
  always: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  onFailure: fc.constantFrom<OnFailure>('stop', 'continue', 'continue', 'undo'),
  condition: rarely(pick, 4),
  requirement: rarely(pick, 8),
  argument: rarely(pick, 3),
  within: rarely(fc.integer({ min: 1, max: 60 }), 3),
  milliseconds: fc.nat(39_999),
  roll: fc.nat(19),
};

const leaf: fc.Arbitrary<Shape> = fc.record({
  ...common,
  kind: fc.constantFrom<Shape['kind']>('read', 'read', 'ask', 'wait', 'notify', 'write', 'write'),
  inner: fc.constant([]),
});

function shape(depth: number): fc.Arbitrary<Shape> {
  if (depth === 0) return leaf;
  const steps = fc.array(shape(depth - 1), { minLength: 1, maxLength: 3, size: 'max' });
  const split: fc.Arbitrary<Shape> = fc.record({
    ...common,
    kind: fc.constantFrom<Shape['kind']>('all', 'any'),
    inner: fc.array(steps, { minLength: 2, maxLength: 3, size: 'max' }),
  });
  const single: fc.Arbitrary<Shape> = fc.record({
    ...common,
    kind: fc.constantFrom<Shape['kind']>('forEach', 'runbook'),
    inner: fc.tuple(steps),
  });
  return fc.oneof({ weight: 6, arbitrary: leaf }, { weight: 2, arbitrary: split }, { weight: 2, arbitrary: single });
}

const runShape = fc.record({
  steps: fc.array(shape(3), { minLength: 1, maxLength: 5, size: 'max' }),
  within: fc.oneof(
    { weight: 4, arbitrary: fc.constant(90_000) },
    { weight: 1, arbitrary: fc.integer({ min: 10, max: 200 }) },
  ),
  variable: rarely(pick, 3),
  count: fc.nat(6),
  steering: fc.array(
    fc.record({
      kind: fc.constantFrom('pause', 'cancel', 'handsOff', 'skip', 'skip', 'skip'),
      at: fc.integer({ min: 1, max: 60_000 }),
      lasts: fc.integer({ min: 1, max: 20_000 }),
      path: fc.nat(),
    }),
    { maxLength: 3, size: 'max' },
  ),
  interruptions: fc.array(fc.integer({ min: 1, max: 60_000 }), { minLength: 1, maxLength: 3 }),
});

export const randomRun: fc.Arbitrary<RandomRun> = runShape.map(({ steps, within, variable, count, ...rest }) => {
  const build = new Map<string, Shape>();
  const paths: StepPath[] = ['never'];
  const opening: Visible = { ids: [], elements: [] };
  const runbook: CompiledRunbook = {
    ...runbookOf('top', within),
    inputs: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] },
    variables: [
      { name: 'list', value: { cel: `[${Array.from({ length: count }, (_, index) => `${index}.0`).join(', ')}]` } },
      ...(variable === undefined ? [] : [{ name: 'v', value: condition(variable, opening) }]),
    ],
    steps: compileAll(steps, '', opening, build, paths),
  };
  const steering = rest.steering.flatMap(({ kind, at, lasts, path }): readonly TimedSteering[] => {
    const afterMilliseconds = at;
    switch (kind) {
      case 'pause':
        return [
          { afterMilliseconds, kind: 'pause' },
          { afterMilliseconds: at + lasts, kind: 'resume' },
        ];
      case 'skip':
        return [{ afterMilliseconds, kind: 'skip', path: paths[path % paths.length]!, reason: 'not today', by: ada }];
      case 'cancel':
      case 'handsOff':
        return [{ afterMilliseconds, kind: 'cancel', reason: 'enough', by: ada, handsOff: kind === 'handsOff' }];
    }
  });
  return {
    runbook,
    subject: {
      facts: { alert: { name: 'HighErrorRate', labels: {} } },
      inputs: { n: count },
      target: { service: 'shop', environment: 'staging' },
    },
    script: scriptOf(build, asksForm),
    steering: [...steering].sort((a, b) => a.afterMilliseconds - b.afterMilliseconds),
    interruptions: rest.interruptions,
    [fc.toStringMethod]: () =>
      `within: ${runbook.withinSeconds}s, ${JSON.stringify(runbook.variables)}, inputs.n: ${count}\n${outline(runbook.steps)}${JSON.stringify(steering)} interrupted: ${rest.interruptions.join(' ')}`,
  };
});
