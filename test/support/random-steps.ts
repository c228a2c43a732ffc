import type { Template } from '#core/runbooks/expressions/expression';
import type { CompiledRunbook, CompiledStep } from '#core/runbooks/runbook-ir';
import type { OnFailure, StepBase } from '#core/runbooks/steps/step';
import type { StepPath } from '#core/ids/step-path';
import { condition, lists, text, type Visible } from './random-expressions.ts';

/** A step without its names, so that it shrinks: its expressions follow from the picks in it. */
export interface Shape {
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

export function runbookOf(name: string, withinSeconds: number): CompiledRunbook {
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

export function compileAll(
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
          ...runbookOf(`sub_${id}`, shape.roll < 4 ? 10 + (shape.milliseconds % 41) : 80_000),
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

export const asksForm = ({ roll }: Pick<Shape, 'roll'>) => roll % 5 === 1;
