import { durationLiteral } from '../time/durations.ts';

// Every number that policy limits, in one table: which way is stricter, and how it is said. Owners' files, environments and
// messages all go by it.

interface LimitRule {
  /** Which of two values is the stricter one. */
  readonly stricter: 'lower' | 'higher';
  readonly unit: 'count' | 'percent' | 'seconds' | 'share';
  readonly words: string;
}

export const limitRules = {
  'replicas.min': { stricter: 'higher', unit: 'count', words: 'replicas, at least' },
  'replicas.max': { stricter: 'lower', unit: 'count', words: 'replicas, at most' },
  'replicas.maxDelta': { stricter: 'lower', unit: 'count', words: 'replicas more or less at once, at most' },
  'replicas.maxDeltaPercent': { stricter: 'lower', unit: 'percent', words: 'change of the replicas, at most' },
  instancesAtOnce: { stricter: 'lower', unit: 'count', words: 'instances reached at once, at most' },
  percent: { stricter: 'lower', unit: 'percent', words: 'of the instances replaced or ended, at most' },
  minReady: { stricter: 'higher', unit: 'count', words: 'ready instances left untouched, at least' },
  rollbackMaxAge: { stricter: 'lower', unit: 'seconds', words: 'age of what is rolled back to, at most' },
  cooldown: { stricter: 'higher', unit: 'seconds', words: 'between two actions on a service, at least' },
  'rate.count': { stricter: 'lower', unit: 'count', words: 'actions on a service in the time of the rate, at most' },
  'rate.per': { stricter: 'higher', unit: 'seconds', words: 'time in which the rate counts' },
  'errorBudget.reversible': { stricter: 'higher', unit: 'share', words: 'error budget left for reversible, at least' },
  'errorBudget.destructive': {
    stricter: 'higher',
    unit: 'share',
    words: 'error budget left for destructive, at least',
  },
  'breaker.bad': { stricter: 'lower', unit: 'count', words: 'bad actions that open the breaker' },
  'breaker.within': { stricter: 'higher', unit: 'seconds', words: 'time in which the breaker counts' },
} as const satisfies Readonly<Record<string, LimitRule>>;

export type LimitName = keyof typeof limitRules;
export const limitNames = Object.keys(limitRules) as readonly LimitName[];

/** Values by limit, durations in seconds. What is not there allows nothing. */
export type Limits = Readonly<Partial<Record<LimitName, number>>>;

/** Whether one value allows something that the other does not. */
export function isLooser(name: LimitName, one: number, other: number): boolean {
  return limitRules[name].stricter === 'lower' ? one > other : one < other;
}

/** Of each limit the strictest value that any of them has. */
export function strictest(all: readonly (Limits | undefined)[]): Limits {
  const found: Partial<Record<LimitName, number>> = {};
  for (const limits of all) {
    for (const name of limitNames) {
      const value = limits?.[name];
      const known = found[name];
      if (value !== undefined && (known === undefined || isLooser(name, known, value))) found[name] = value;
    }
  }
  return found;
}

/** The limits of a document's keys: `replicas: { min: 1 }` is `replicas.min`. */
export function limitsIn(document: object): Limits {
  const found: Partial<Record<LimitName, number>> = {};
  for (const name of limitNames) {
    let value: unknown = document;
    for (const key of name.split('.')) {
      value =
        typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
    }
    if (typeof value === 'number') found[name] = value;
  }
  return found;
}

/** A value as one writes it in a policy: `20`, `50%`, `7d`. */
export function limitValue(name: LimitName, value: number): string {
  const { unit } = limitRules[name];
  switch (unit) {
    case 'seconds':
      return durationLiteral(value);
    case 'percent':
      return `${value}%`;
    case 'count':
    case 'share':
      return String(value);
    default:
      return unit satisfies never;
  }
}
