import fc from 'fast-check';
import type { Expression, Template } from '#core/language/expressions/expression';
import type { CompiledRunbook, CompiledStep } from '#core/language/runbook-ir';
import type { OnFailure, StepBase } from '#core/language/steps/step';
import type { StepPath } from '#core/vocabulary/run';
import type { Steering } from '#rehearsals/run-virtually';
import type { RunSubject } from '#workflows/steps/carry-out-run';
import type { Script } from './reference-course.ts';
import { ada, scriptOf } from './random-script.ts';
import { outline } from './runbook-outline.ts';

// Shapes are drawn without names, so that they shrink; names, expressions and replies follow from the picks in them.

interface Shape {
  readonly kind: 'read' | 'ask' | 'wait' | 'notify' | 'write' | 'all' | 'any' | 'forEach' | 'runbook';
  readonly inner: readonly (readonly Shape[])[];
  readonly always: boolean;
  readonly onFailure: OnFailure;
  readonly condition: number | undefined;
  readonly requirement: number | undefined;
  readonly argument: number | undefined;
  readonly within: number | undefined;
  readonly milliseconds: number;
  readonly roll: number;
}

export interface RandomRun {
  readonly runbook: CompiledRunbook;
  readonly subject: RunSubject;
  readonly script: Script;
  readonly steering: readonly Steering[];
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
  const steering = rest.steering.flatMap(({ kind, at, lasts, path }): readonly Steering[] => {
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

function runbookOf(name: string, withinSeconds: number): CompiledRunbook {
  return {
    irVersion: 1,
    evaluator: 'cel-1',
    name,
    title: name,
    variables: [],
    withinSeconds,
    steps: [],
    outputs: {},
  };
}

/** What an expression at some place may name. */
interface Visible {
  readonly ids: readonly { readonly id: string; readonly kind: Shape['kind'] }[];
  readonly elements: readonly string[];
}

function compileAll(
  shapes: readonly Shape[],
  prefix: string,
  opening: Visible,
  build: Map<string, Shape>,
  paths: StepPath[],
): readonly CompiledStep[] {
  let visible = opening;
  return shapes.map((drawn, index) => {
    // Branches and rounds that begin at one instant and end at it are all ties.
    const timed = index === 0 && prefix !== '';
    const one = timed ? { ...drawn, condition: undefined, argument: undefined } : drawn;
    const id = `s${build.size}`;
    build.set(id, one);
    paths.push(prefix + id);
    const step = compile(one, id, prefix + id, visible, build, paths);
    visible = { ...visible, ids: [...visible.ids, ...idsAfter(step, build)] };
    return step;
  });
}

/** Those in branches can be named once the whole parallel has ended. */
function idsAfter(step: CompiledStep, build: ReadonlyMap<string, Shape>): Visible['ids'] {
  const inner = step.kind === 'parallel' ? step.branches.flatMap(({ steps }) => steps) : [];
  return [{ id: step.id, kind: build.get(step.id)!.kind }, ...inner.flatMap((one) => idsAfter(one, build))];
}

function compile(
  shape: Shape,
  id: string,
  path: StepPath,
  visible: Visible,
  build: Map<string, Shape>,
  paths: StepPath[],
): CompiledStep {
  const { always, onFailure } = shape;
  const own: Visible = { ...visible, ids: [{ id, kind: shape.kind }] };
  const base: StepBase = {
    id,
    always,
    onFailure,
    title: text('step ', { cel: 'nobody.knows' }),
    ...(shape.condition === undefined ? {} : { if: condition(shape.condition, visible) }),
    ...(shape.requirement === undefined ? {} : { require: condition(shape.requirement, own) }),
  };
  const within = shape.within === undefined ? {} : { withinSeconds: shape.within };
  const seconds = 1 + (shape.milliseconds % 20);
  const value: Template =
    shape.argument === undefined
      ? { kind: 'literal', value: 1 }
      : { kind: 'expression', ...condition(shape.argument, visible) };
  const inside = (steps: readonly Shape[], at: string, seen: Visible) => compileAll(steps, at, seen, build, paths);
  switch (shape.kind) {
    case 'read':
      return {
        ...base,
        kind: 'read',
        call: { server: 'lab', tool: 'look', arguments: { asked: value }, select: [[]] },
        withinSeconds: shape.within ?? 30,
      };
    case 'ask':
      return {
        ...base,
        kind: 'ask',
        question:
          value.kind === 'literal'
            ? { kind: 'literal', value: 'Go on?' }
            : text('Is it ', { cel: value.kind === 'expression' ? value.cel : '' }),
        ...(asksForm(shape)
          ? { form: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] } }
          : {}),
        withinSeconds: shape.within ?? 60,
        ...(shape.roll % 2 === 0 ? { tell: 'owner' } : {}),
        ...(shape.roll % 3 === 0 ? { escalate: { afterSeconds: 7, tell: 'second' } } : {}),
      };
    case 'wait':
      return { ...base, kind: 'wait', seconds };
    case 'notify':
      return {
        ...base,
        kind: 'notify',
        to: 'chat',
        message: value.kind === 'expression' ? text('it is ', value) : text('it is done'),
        withinSeconds: shape.within ?? 30,
      };
    case 'write':
      return {
        ...base,
        kind: 'write',
        server: 'lab',
        tool: 'change',
        risk: 'reversible',
        parameters: { value },
        approvalWithinSeconds: 900,
        verify: {
          call: { server: 'lab', tool: 'look', arguments: {}, select: [[]] },
          poll: { until: { cel: 'true' }, forSeconds: 0, everySeconds: 5 },
          withinSeconds: 60,
        },
        ifNotVerified: 'stop',
      };
    case 'all':
    case 'any':
      return {
        ...base,
        kind: 'parallel',
        join: shape.kind,
        ...within,
        branches: shape.inner.map((steps, index) => ({
          name: `b${index}`,
          steps: inside(steps, `${path}/b${index}/`, visible),
        })),
      };
    case 'forEach': {
      const element = `e_${id}`;
      return {
        ...base,
        kind: 'forEach',
        items: { cel: lists[shape.roll % lists.length]! },
        as: element,
        atMost: 4,
        atOnce: 1 + (shape.milliseconds % 3),
        ...within,
        steps: inside(shape.inner[0]!, `${path}/${shape.milliseconds % 3}/`, {
          ...visible,
          elements: [...visible.elements, element],
        }),
      };
    }
    case 'runbook': {
      const steps = inside(shape.inner[0]!, `${path}/`, { ids: [], elements: [] });
      const last = steps.at(-1)!;
      return {
        ...base,
        kind: 'runbook',
        ...within,
        inputs: { n: value.kind === 'expression' && shape.roll < 10 ? value : { kind: 'literal', value: shape.roll } },
        runbook: {
          ...runbookOf(`sub_${id}`, shape.roll < 4 ? 10 + (shape.milliseconds % 41) : 90_000),
          inputs: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] },
          variables: [{ name: 'list', value: { cel: shape.roll === 3 ? '[alert.name]' : '[1.0, inputs.n]' } }],
          ...(shape.roll === 4
            ? {
                target: {
                  service: { kind: 'literal', value: 'payments' },
                  environment: { kind: 'expression', cel: 'target.environment' },
                },
              }
            : {}),
          ...(shape.roll === 5
            ? {
                target: {
                  service: { kind: 'expression', cel: 'inputs.service' },
                  environment: { kind: 'literal', value: 'staging' },
                },
              }
            : {}),
          steps,
          outputs: { n: { cel: shape.roll % 4 === 0 ? `${last.id}.n` : 'inputs.n' } },
        },
      };
    }
    default:
      return shape.kind satisfies never;
  }
}

const lists = [
  'variables.list',
  '[1.0, 2.0, 3.0]',
  '["a", "b"]',
  '[1.0, 2.0]',
  '[]',
  '[1, 2, 3, 4, 5]',
  '[5.0, 1.0, 3.0]',
  'inputs.n',
];

const text = (...parts: readonly (string | Expression)[]): Template => ({
  kind: 'text',
  parts: parts.map((part) => (typeof part === 'string' ? part : { cel: part.cel })),
});

/** Mostly true, sometimes false, sometimes not computable. */
function condition(chosen: number, { ids, elements }: Visible): Expression {
  const which = chosen % 10;
  const one = ids[Math.floor(chosen / 10) % Math.max(1, ids.length)];
  if (chosen % 50 === 7) return { cel: 'nobody.knows == 1.0' };
  if (which === 0) return { cel: 'true' };
  if (which === 1) return { cel: 'inputs.n > 2.0' };
  if (which === 2 && elements.length > 0) return { cel: `${elements.at(-1)} != 1.0` };
  if (which === 3) return { cel: 'target.service == "shop"' };
  if (one === undefined) return { cel: which < 9 ? 'true' : 'false' };
  if (which === 4) return { cel: `${one.id}.outcome == "succeeded"` };
  if (which === 5) return { cel: `${one.id}.outcome != "failed"` };
  if (which === 6) return { cel: `has(${one.id}.n)` };
  if (one.kind === 'forEach') return { cel: `${one.id}.succeeded + ${one.id}.not_succeeded == ${one.id}.count` };
  if (one.kind === 'ask' && which === 7) return { cel: `${one.id}.answered_by == "Ada"` };
  if (one.kind === 'read' || one.kind === 'runbook' || one.kind === 'ask') return { cel: `${one.id}.n > 3.0` };
  return { cel: `${one.id}.outcome in ["succeeded", "undone", "expired", "skipped"]` };
}

const asksForm = ({ roll }: Pick<Shape, 'roll'>) => roll % 5 === 1;
