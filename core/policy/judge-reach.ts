import type { JsonValue } from '../json/json-value.ts';
import { entryOf } from './compiled-policy.ts';
import type { Dated, PolicyFacts } from './facts.ts';
import { ceilingsInForce, limitsInForce } from './in-force.ts';
import { hoursWords } from './hours-words.ts';
import { hit, hitIf, type Judging, type Refusals } from './judging.ts';
import { type LimitName, type Limits, limitValue } from './limits.ts';
import { freshFact } from './read-facts.ts';
import { isSurelyInside, type WeeklyWindow } from './time-window.ts';
import { clockWords } from './zoned-time.ts';

type Reach = PolicyFacts['reach'] extends Dated<infer Value> | undefined ? Value : never;

/** How far anything may reach. Undo too. */
export function judgeCeilings(judging: Judging): Refusals {
  const { action, facts, layers, now } = judging;
  const found = freshFact('reach', 'what it would reach', facts.reach, now);
  if (found.kind === 'unknown') return [found.hit];
  const shape = shapeRefusals(found.value);
  if (shape.length > 0) return shape;
  return reachRefusals('ceiling', ceilingsInForce(layers, action.environment), found.value, askedReplicas(action));
}

/** How far this tool may reach, and when. */
export function judgeLimits(judging: Judging): Refusals {
  const { action, facts, layers, now, scoped } = judging;
  const found = freshFact('reach', 'what it would reach', facts.reach, now);
  if (found.kind === 'unknown') return [found.hit];
  const limits = limitsInForce(layers, scoped.tool);
  if (!limits) {
    return [hit('limit.tool', `nothing says how far ${scoped.tool} may reach: list it in the limits of the policy`)];
  }
  return [
    ...reachRefusals('limit', limits, found.value, askedReplicas(action)),
    ...neededAmounts(limits, found.value),
    // Where something is undone, waiting for the hour would leave the harm.
    ...(action.part === 'undo'
      ? []
      : layers.flatMap(({ hours }) => hours.flatMap((window) => hourRefusals(window, now)))),
  ];
}

function shapeRefusals({ instances, instancesInAll, instancesReady, amounts }: Reach): Refusals {
  const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
  const named =
    Array.isArray(instances) && instances.every((name) => typeof name === 'string' && /^[^\s*?]+$/.test(name));
  if (!named) return [hit('fact.reach', 'what it would reach is no list of names')];
  return [
    ...hitIf(instances.length === 0, 'ceiling.reach', 'it reaches nothing: an empty selection is never taken for all'),
    ...hitIf(new Set(instances).size !== instances.length, 'fact.reach', 'it reaches an instance twice'),
    ...hitIf(
      !isCount(instancesInAll) || !isCount(instancesReady) || instancesReady > instancesInAll,
      'fact.reach',
      `${instancesReady} ready of ${instancesInAll} instances are no counts`,
    ),
    ...Object.entries(amounts).flatMap(([name, value]) =>
      !knownAmounts.includes(name)
        ? [hit(`limit.${name}`, `no limit is known for ${name}, so none of it is allowed`)]
        : hitIf(!Number.isFinite(value) || value < 0, `fact.${name}`, `${name} ${value} is no amount`),
    ),
  ];
}

/** What an undo asks for is the number that was, and stands in the undo's own parameters. */
function askedReplicas({ part, parameters }: Judging['action']): JsonValue | undefined {
  return part === 'undo' ? undefined : entryOf(parameters, 'replicas');
}

const knownAmounts: readonly string[] = ['replicas_from', 'replicas_to', 'target_age_seconds'];

/** The share of a service that may be replaced or ended, in instances. */
function instancesOfPercent(percent: number, inAll: number, ready: number): number {
  const share = Math.floor((percent * inAll) / 100);
  return share === 0 && percent > 0 && ready >= 2 ? 1 : share;
}

function reachRefusals(
  prefix: 'ceiling' | 'limit',
  limits: Limits,
  { instances, instancesInAll, instancesReady, amounts }: Reach,
  asked: JsonValue | undefined,
): Refusals {
  const { replicas_from: from, replicas_to: to, target_age_seconds: age } = amounts;
  // Instances that are only added take nothing away from those that are there.
  const touched = from !== undefined && to !== undefined && to > from ? 0 : instances.length;
  const untouched = Math.max(0, instancesReady - touched);
  const limited = (name: LimitName, isOver: (limit: number) => boolean, given: string): Refusals => {
    const limit = limits[name];
    const rule = `${prefix}.${name}`;
    if (limit === undefined) return [hit(rule, `${given}, and nothing says how much is allowed, so none is`)];
    const side = name === 'minReady' || name === 'replicas.min' ? 'at least' : 'at most';
    return hitIf(isOver(limit), rule, `${given}; ${side} ${limitValue(name, limit)}`);
  };
  const percentWords = `it replaces or ends ${touched} of ${instancesInAll} instances, ${instancesReady} of them ready`;
  return [
    ...limited(
      'instancesAtOnce',
      (most) => instances.length > most,
      `it reaches ${instances.length} instances at once`,
    ),
    ...limited('percent', (most) => touched > instancesOfPercent(most, instancesInAll, instancesReady), percentWords),
    ...limited('minReady', (least) => untouched < least, `${untouched} ready instances stay untouched`),
    ...replicaRefusals({ from, to, asked }, limited),
    ...(age === undefined
      ? []
      : limited('rollbackMaxAge', (most) => age > most, `what it goes back to is ${Math.round(age)}s old`)),
  ];
}

function replicaRefusals(
  { from, to, asked }: { from: number | undefined; to: number | undefined; asked: JsonValue | undefined },
  limited: (name: LimitName, isOver: (limit: number) => boolean, given: string) => Refusals,
): Refusals {
  if (from === undefined && to === undefined && asked === undefined) return [];
  if (from === undefined || to === undefined) {
    return [hit('fact.replicas', 'from how many to how many replicas it goes could not be found out')];
  }
  if (asked !== undefined && asked !== to) {
    return [hit('fact.replicas', `it asks for ${JSON.stringify(asked)} replicas, and its dry run was for ${to}`)];
  }
  const delta = Math.abs(to - from);
  const most = Math.max(from, to);
  const percent = most === 0 ? 0 : (delta * 100) / most;
  const words = `it goes from ${from} to ${to} replicas`;
  return [
    ...limited('replicas.min', (least) => to < least, words),
    ...limited('replicas.max', (limit) => to > limit, words),
    ...limited('replicas.maxDelta', (limit) => delta > limit, `${words}, ${delta} at once`),
    ...limited(
      'replicas.maxDeltaPercent',
      (limit) => percent > limit,
      `${words}, ${Math.ceil(percent)}% of the greater`,
    ),
  ];
}

/** A tool that has a limit of something has to say how much of it there would be. */
function neededAmounts(limits: Limits, { amounts }: Reach): Refusals {
  const { replicas_from: from, replicas_to: to, target_age_seconds: age } = amounts;
  const limitsReplicas = limits['replicas.min'] !== undefined || limits['replicas.max'] !== undefined;
  return [
    ...hitIf(
      limitsReplicas && (from === undefined || to === undefined),
      'fact.replicas',
      'from how many to how many replicas it goes could not be found out',
    ),
    ...hitIf(
      limits.rollbackMaxAge !== undefined && age === undefined,
      'fact.target_age_seconds',
      'how old what it goes back to is could not be found out',
    ),
  ];
}

function hourRefusals(window: WeeklyWindow, now: number): Refusals {
  const { zone } = window;
  return hitIf(
    !isSurelyInside(window, now),
    'limit.hours',
    `it is ${clockWords(now, zone)}; actions run on ${hoursWords(window)}`,
  );
}
