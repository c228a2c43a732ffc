import type { ArgumentTemplate } from './checklist-ir.ts';

/** What `${{ ... }}` in an item's arguments may name. */
export const Reference = {
  service: 'incident.service',
  services: 'incident.services',
  scope: 'incident.scope',
  startedAt: 'incident.startedAt',
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

/** The facts of an incident that references are filled from. An absent fact makes the item not applicable. */
export interface InvestigationFacts {
  readonly service?: string;
  readonly services: readonly string[];
  /** The incident's services and everything that they wait for, nearest first. */
  readonly scope: readonly string[];
  readonly startedAt: string;
  readonly alertName: string;
  readonly before: Window;
  readonly during: Window;
  readonly around: Window;
}

const absence: Record<Reference, string> = {
  [Reference.service]: 'no label and no catalogue entry tells the service of the alert',
  [Reference.services]: 'no label and no catalogue entry tells the service of the alert',
  [Reference.scope]: 'the service of the alert is not in the catalogue',
  [Reference.startedAt]: 'the start of the alert is unknown',
  [Reference.alertName]: 'the alert has no name',
  [Reference.before]: 'the window before the alert is unknown',
  [Reference.during]: 'the window of the alert is unknown',
  [Reference.around]: 'the window of the alert is unknown',
};

function lookUp(reference: Reference, facts: InvestigationFacts): unknown {
  switch (reference) {
    case Reference.service:
      return facts.service;
    case Reference.services:
      return facts.services.length > 0 ? facts.services : undefined;
    case Reference.scope:
      return facts.scope.length > 0 ? facts.scope : undefined;
    case Reference.startedAt:
      return facts.startedAt;
    case Reference.alertName:
      return facts.alertName;
    case Reference.before:
      return facts.before;
    case Reference.during:
      return facts.during;
    case Reference.around:
      return facts.around;
    default: {
      const never: never = reference;
      return never;
    }
  }
}

export type ResolvedArguments =
  | { readonly kind: 'resolved'; readonly arguments: Readonly<Record<string, unknown>> }
  | { readonly kind: 'absent'; readonly reason: string };

/** Fills an item's arguments in. Total: what is absent is told, never thrown. */
export function resolveArguments(
  templates: Readonly<Record<string, ArgumentTemplate>>,
  facts: InvestigationFacts,
): ResolvedArguments {
  let missing: string | undefined;
  const resolve = (template: ArgumentTemplate): unknown => {
    switch (template.kind) {
      case 'literal':
        return template.value;
      case 'reference': {
        const value = lookUp(template.reference, facts);
        if (value === undefined) missing ??= absence[template.reference];
        return value;
      }
      case 'list':
        return template.items.map(resolve);
      case 'object':
        return Object.fromEntries(Object.entries(template.entries).map(([key, value]) => [key, resolve(value)]));
      default: {
        const never: never = template;
        return never;
      }
    }
  };
  const resolved = resolve({ kind: 'object', entries: templates }) as Record<string, unknown>;
  return missing === undefined ? { kind: 'resolved', arguments: resolved } : { kind: 'absent', reason: missing };
}
