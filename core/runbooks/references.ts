import type { CompiledItem, ReferenceTemplate } from './checklist-ir.ts';
import { evaluate, resolveTemplate } from './expressions/evaluate.ts';
import type { Expression, Scope, Template } from './expressions/expression.ts';
import type { JsonValue } from '../json/json-value.ts';

/** The facts that an item may name; each is an expression, too. */
export const Reference = {
  service: 'incident.service',
  services: 'incident.services',
  scope: 'incident.scope',
  startedAt: 'incident.startedAt',
  alerts: 'incident.alerts',
  alertName: 'alert.name',
  before: 'windows.before',
  during: 'windows.during',
  around: 'windows.around',
} as const;
export type Reference = (typeof Reference)[keyof typeof Reference];

interface Window {
  readonly start: string;
  readonly end: string;
}

/** What tools may know of an alert. */
export interface AlertFacts {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The expression of its rule, where its source provides it. */
  readonly expression?: string;
}

/** The facts of an incident that references are filled from. An absent fact makes the item not applicable. */
export interface InvestigationFacts {
  readonly service?: string;
  readonly services: readonly string[];
  /** The incident's services and everything that they wait for, nearest first. */
  readonly scope: readonly string[];
  readonly startedAt: string;
  readonly alertName: string;
  /** Those that fire, or all where none does any more; the leading one first, five at most. Absent in older plans. */
  readonly alerts?: readonly AlertFacts[];
  readonly before: Window;
  readonly during: Window;
  readonly around: Window;
}

const absence: Record<Reference, string> = {
  [Reference.service]: 'no label and no catalogue entry tells the service of the alert',
  [Reference.services]: 'no label and no catalogue entry tells the service of the alert',
  [Reference.scope]: 'the service of the alert is not in the catalogue',
  [Reference.startedAt]: 'the start of the alert is unknown',
  [Reference.alerts]: 'the alerts of the incident are unknown',
  [Reference.alertName]: 'the alert has no name',
  [Reference.before]: 'the window before the alert is unknown',
  [Reference.during]: 'the window of the alert is unknown',
  [Reference.around]: 'the window of the alert is unknown',
};

function alertValue({ name, labels, expression }: AlertFacts): JsonValue {
  return { name, labels, ...(expression === undefined ? {} : { expression }) };
}

/** What expressions of a checklist may name. What is not known is not there. */
function investigationScope(facts: InvestigationFacts): Scope {
  const present = (entries: Readonly<Record<string, JsonValue | undefined>>): JsonValue =>
    Object.fromEntries(Object.entries(entries).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined));
  const some = (names: readonly string[]) => (names.length > 0 ? names : undefined);
  const { service, services, scope, startedAt, alertName, alerts, before, during, around } = facts;
  return {
    incident: present({
      service,
      services: some(services),
      scope: some(scope),
      startedAt,
      alerts: alerts?.map(alertValue),
    }),
    alert: present({ name: alertName }),
    windows: present({ before: { ...before }, during: { ...during }, around: { ...around } }),
  };
}

export type ResolvedArguments =
  | { readonly kind: 'resolved'; readonly arguments: Readonly<Record<string, unknown>> }
  /** Something that they name is not known. */
  | { readonly kind: 'absent'; readonly reason: string }
  | { readonly kind: 'wrong'; readonly reason: string };

/** Fills an item's arguments in. Total: what is absent is told, never thrown. */
export function resolveArguments(templates: CompiledItem['arguments'], facts: InvestigationFacts): ResolvedArguments {
  const entries = Object.fromEntries(Object.entries(templates).map(([name, value]) => [name, asTemplate(value)]));
  const resolved = resolveTemplate({ kind: 'object', entries }, investigationScope(facts));
  switch (resolved.kind) {
    case 'value':
      return { kind: 'resolved', arguments: resolved.value as Readonly<Record<string, unknown>> };
    case 'absent':
      return { kind: 'absent', reason: absentReason({ kind: 'object', entries }, facts) ?? resolved.message };
    case 'error':
      return { kind: 'wrong', reason: `its arguments cannot be computed: ${resolved.message}` };
    default: {
      const never: never = resolved;
      return never;
    }
  }
}

export type JudgedCondition =
  | { readonly kind: 'holds' }
  | { readonly kind: 'does_not_hold'; readonly reason: string }
  | { readonly kind: 'wrong'; readonly reason: string };

/** Whether an item is to be asked at all. Total. */
export function judgeCondition(condition: Expression | undefined, facts: InvestigationFacts): JudgedCondition {
  if (!condition) return { kind: 'holds' };
  const evaluated = evaluate(condition, investigationScope(facts));
  if (evaluated.kind !== 'value')
    return { kind: 'wrong', reason: `its condition cannot be computed: ${evaluated.message}` };
  if (evaluated.value === true) return { kind: 'holds' };
  if (evaluated.value === false)
    return { kind: 'does_not_hold', reason: `its condition does not hold: ${condition.cel}` };
  return { kind: 'wrong', reason: `its condition is neither true nor false: ${condition.cel}` };
}

/** A reference of irVersion 1 is the expression of its name. */
function asTemplate(argument: Template | ReferenceTemplate): Template {
  switch (argument.kind) {
    case 'reference':
      return { kind: 'expression', cel: argument.reference };
    case 'list':
      return { kind: 'list', items: argument.items.map(asTemplate) };
    case 'object': {
      const entries = Object.entries(argument.entries).map(([key, value]) => [key, asTemplate(value)] as const);
      return { kind: 'object', entries: Object.fromEntries(entries) };
    }
    case 'literal':
    case 'expression':
    case 'text':
      return argument;
    default: {
      const never: never = argument;
      return never;
    }
  }
}

/** The first of our facts that a template names and that is not known, in words. */
function absentReason(template: Template, facts: InvestigationFacts): string | undefined {
  const scope = investigationScope(facts);
  for (const cel of expressionsOf(template)) {
    for (const reference of Object.values(Reference)) {
      const isNamed = cel
        .split(/[^A-Za-z0-9_.]+/)
        .some((word) => word === reference || word.startsWith(`${reference}.`));
      if (isNamed && evaluate({ cel: reference }, scope).kind !== 'value') return absence[reference];
    }
  }
  return undefined;
}

function expressionsOf(template: Template): readonly string[] {
  switch (template.kind) {
    case 'literal':
      return [];
    case 'expression':
      return [template.cel];
    case 'text':
      return template.parts.flatMap((part) => (typeof part === 'string' ? [] : [part.cel]));
    case 'list':
      return template.items.flatMap(expressionsOf);
    case 'object':
      return Object.values(template.entries).flatMap(expressionsOf);
    default: {
      const never: never = template;
      return never;
    }
  }
}
