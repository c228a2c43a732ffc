import { z } from 'zod';
import { Cause } from '../analysis/cause.ts';
import { Severity } from '../alerts/alert.ts';
import { Change } from '../evidence/observations.ts';
import { StepOutcome } from './step-outcome.ts';
import { valueTypeOf } from './expressions/json-schema-types.ts';
import type { ScopeTypes, ValueType } from './expressions/value-type.ts';
import type { StepNode } from './steps/index.ts';

/** What stands around a step: the branches and loops that it is in, outermost first. */
export type Place = readonly { readonly id: string; readonly kind: 'parallel' | 'forEach'; readonly branch?: string }[];

/** What expressions may name at one place of a runbook. */
export interface Names {
  readonly types: ScopeTypes;
  /** What may be named here and nowhere else: `result`, the step itself. Counts before `types`. */
  readonly own?: ScopeTypes;
  readonly place: Place;
  /** Steps of which it is not certain here that they have succeeded, each with why. */
  readonly doubts: Readonly<Record<string, string>>;
  /** The conditions that this place stands under. */
  readonly guards: readonly string[];
  /** The step that is being looked at, where it cannot name itself. */
  readonly self?: string;
  /** Nothing has run yet. */
  readonly isStart?: boolean;
}

const text: ValueType = { kind: 'string' };
const oneOf = (values: Readonly<Record<string, string>>): ValueType => ({
  kind: 'string',
  oneOf: Object.values(values),
});

function objectOf(fields: Readonly<Record<string, ValueType>>, optional: readonly string[] = []): ValueType {
  const entries = Object.entries(fields).map(([name, type]) => [name, { type, optional: optional.includes(name) }]);
  return { kind: 'object', fields: Object.fromEntries(entries), open: false };
}

const anyLabels: ValueType = { kind: 'object', fields: {}, open: true };

const change = valueTypeOf(z.toJSONSchema(Change));

/** What is known of the incident: `incident`, `alert` and `finding`. */
export const factTypes: ScopeTypes = {
  incident: objectOf(
    {
      id: text,
      title: text,
      severity: oneOf(Severity),
      environment: text,
      service: text,
      services: { kind: 'list', of: text },
      startedAt: text,
    },
    ['environment', 'service'],
  ),
  alert: objectOf({ name: text, labels: anyLabels }),
  finding: objectOf({ service: text, cause: oneOf(Cause), confidence: { kind: 'number' }, statement: text, change }, [
    'change',
  ]),
};

const window = objectOf({ start: text, end: text });

/** What is known of the alert when a checklist runs, before there are findings. */
export const investigationTypes: ScopeTypes = {
  incident: objectOf(
    {
      service: text,
      services: { kind: 'list', of: text },
      scope: { kind: 'list', of: text },
      startedAt: text,
      alerts: { kind: 'list', of: objectOf({ name: text, labels: anyLabels, expression: text }, ['expression']) },
    },
    ['service', 'services', 'scope', 'alerts'],
  ),
  alert: objectOf({ name: text }),
  windows: objectOf({ before: window, during: window, around: window }),
};

export const targetType: ValueType = objectOf({ service: text, environment: text });

/** The type of a step's id: what its result's data is, with the outcome beside it. */
export function stepType(data: ValueType): ValueType {
  const outcome = { type: oneOf(StepOutcome), optional: false };
  if (data.kind === 'object') return { ...data, fields: { ...data.fields, outcome } };
  if (data.kind === 'any') return data;
  // An answer that is no object cannot have anything beside it.
  return { kind: 'object', fields: { outcome }, open: false };
}

export const noData: ValueType = objectOf({});

/** What a step of this kind gives, as far as its document tells. */
export const roundsType: ValueType = objectOf({
  count: { kind: 'number' },
  succeeded: { kind: 'number' },
  not_succeeded: { kind: 'number' },
});

export function withAuthor(answer: ValueType): ValueType {
  if (answer.kind !== 'object') return answer;
  return { ...answer, fields: { ...answer.fields, answered_by: { type: text, optional: false } } };
}

export function typeOf(name: string, { own, types }: Names): ValueType | undefined {
  if (own && Object.hasOwn(own, name)) return own[name];
  return Object.hasOwn(types, name) ? types[name] : undefined;
}

/** Why a step that is there cannot be named where it was. */
export function whyHidden(
  there: Place,
  { place: here, isStart }: Names,
  isSelf: boolean,
): { problem: string; remedy: string } {
  if (isStart) {
    return {
      problem: 'this is computed before the first step',
      remedy: 'Use it in a step; here stand inputs and what is known of the incident.',
    };
  }
  if (isSelf) {
    return {
      problem: 'the step has not ended here',
      remedy: 'Only its own `require` and `otherwise` see its result; in `until` it is called `result`.',
    };
  }
  const index = there.findIndex((container, at) => {
    const same = here[at];
    return same?.id !== container.id || same.branch !== container.branch;
  });
  const container = index < 0 ? undefined : there[index];
  if (container && here[index]?.id === container.id) {
    return {
      problem: `it runs beside this one, in the branch "${container.branch}" of "${container.id}"`,
      remedy: `Name it after "${container.id}" has ended, or put both into one branch.`,
    };
  }
  const loop = there.slice(Math.max(0, index)).find(({ kind }) => kind === 'forEach');
  if (container && loop) {
    return {
      problem: `it stands inside the forEach "${loop.id}", and what a round gave is seen in that round only`,
      remedy: `Use ${loop.id}.count, ${loop.id}.succeeded or ${loop.id}.not_succeeded, or move this into the round.`,
    };
  }
  return { problem: 'it comes later', remedy: 'Move it before this one.' };
}

/** Why it is not certain that a step has succeeded once the steps after it run. */
export function doubtOf(node: StepNode): string | undefined {
  const { document } = node;
  if (document.if !== undefined && document.if.trim() !== 'true') return `it is skipped where its \`if\` does not hold`;
  if (document.onFailure === 'continue') return 'the run goes on also when it fails (onFailure: continue)';
  return undefined;
}
