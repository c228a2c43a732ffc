import type { EventKind } from '../evidence/observations.ts';
import type { Observations } from '../evidence/read-observations.ts';
import type { ConditionKind } from './finding.ts';
import { grouped } from './order.ts';

/** One thing that a back end says of a service, and that is wrong. */
export interface Sighting {
  readonly kind: ConditionKind;
  readonly service: string;
  /** An instance, an alert; empty where it is about the service as a whole. */
  readonly subject: string;
  readonly version?: string;
  /** Unix seconds: since when. */
  readonly since?: number;
  /** In the back end's words: untrusted text. */
  readonly reason?: string;
}

/** Unix seconds, both ends inclusive: events outside are older trouble, or later. */
export interface Window {
  readonly from: number;
  readonly to: number;
  /** When the alert began. */
  readonly alertAt: number;
}

type SeenInstance = Observations['instances'][number];
type InstanceEvent = Observations['events'][number];

// One crash is a restart; two are an instance that does not stay up.
const CRASHES_OF_A_LOOP = 2;
const RECOVERED: readonly EventKind[] = ['restarted', 'started', 'stopped'];
// A rule is evaluated a little after what it sees: what ended longer before the alert is not what it fired on.
const LEAST_SLACK_SECONDS = 10;
// Of a limit: nearer to it, the next request may be the one that does not fit.
const NEAR_LIMIT = 0.95;
// Kubernetes' word for a process that was killed because it used more memory than it may.
const OUT_OF_MEMORY = /\bOOMKill(?:ed|ing)\b/;

const found = new WeakMap<Observations, Map<string, readonly Sighting[]>>();

/** All that one answer says is wrong, besides numbers over time. Found once, however many conditions are verified. */
export function sightingsOf(answer: Observations, window: Window): readonly Sighting[] {
  const known = found.get(answer) ?? new Map<string, readonly Sighting[]>();
  found.set(answer, known);
  const key = `${window.from} ${window.to} ${window.alertAt}`;
  const sightings = known.get(key) ?? sightingsIn(answer, window);
  known.set(key, sightings);
  return sightings;
}

function sightingsIn(answer: Observations, window: Window): readonly Sighting[] {
  const histories = grouped(answer.events.filter(within(window)), ({ item, service }) =>
    JSON.stringify([service, item.instance]),
  );
  return [
    ...answer.instances.flatMap((instance) => ofInstance(instance, window)),
    ...[...histories.values()].flatMap((events) => ofEvents(events, window)),
    ...answer.workloads.flatMap(ofWorkload),
    ...answer.resource_use.flatMap(ofUse),
    ...answer.health_checks.flatMap(ofHealthCheck),
    ...answer.alerts.flatMap(ofAlert),
  ];
}

function ofInstance({ item, service }: SeenInstance, { alertAt }: Window): readonly Sighting[] {
  const kind = kindOfInstance(item);
  if (kind === undefined) return [];
  // It was restarted often and is well now: its events say whether that goes on.
  const restartedAt = kind === 'crashed' ? Date.parse(item.started_at ?? '') / 1000 : NaN;
  if (restartedAt < alertAt - LEAST_SLACK_SECONDS) return [];
  const since = Number.isFinite(restartedAt) ? { since: restartedAt } : {};
  const sighting = { service, subject: item.name, version: item.version, reason: item.reason, ...since };
  const isOutOfMemory = kind !== 'crashed' && OUT_OF_MEMORY.test(item.reason ?? '');
  return [{ ...sighting, kind }, ...(isOutOfMemory ? [{ ...sighting, kind: 'out_of_memory' as const }] : [])];
}

/** A reason is given of failing instances alone: so one that is healthy now, or starts, has failed before. */
function kindOfInstance({ state, reason, restarts = 0 }: SeenInstance['item']): ConditionKind | undefined {
  switch (state) {
    case 'crashed':
      return restarts >= CRASHES_OF_A_LOOP ? 'crashing' : 'down';
    case 'lost':
      return 'lost';
    case 'unhealthy':
      return 'not_ready';
    case 'starting':
      return reason === undefined ? undefined : 'not_starting';
    case 'healthy':
      return reason === undefined ? undefined : 'crashed';
    case 'draining':
      return undefined;
    default:
      return state satisfies never;
  }
}

/** What happened to one instance, or to the rollout of one service: how it ended up counts, and how often it crashed. */
function ofEvents(events: readonly InstanceEvent[], { alertAt }: Window): readonly Sighting[] {
  const ordered = events.toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0));
  const last = ordered.at(-1);
  if (!last) return [];
  const of = (kind: ConditionKind, { item, service, at }: InstanceEvent): Sighting => {
    return { kind, service, subject: item.instance ?? '', version: item.version, since: at, reason: item.message };
  };
  const crashes = ordered.filter(({ item }) => item.kind === 'crashed');
  const [firstCrash] = endedBefore(ordered, crashes, alertAt) ? [] : crashes;
  const isDown = last.item.kind === 'crashed';
  const killed = firstCrash && crashes.find(({ item }) => OUT_OF_MEMORY.test(item.message));
  return [
    ...(firstCrash
      ? [of(crashes.length >= CRASHES_OF_A_LOOP ? 'crashing' : isDown ? 'down' : 'crashed', firstCrash)]
      : []),
    ...(killed ? [of('out_of_memory', killed)] : []),
    ...(last.item.kind === 'lost' ? [of('lost', last)] : []),
    ...(last.item.kind === 'start_failed' ? [of('not_starting', last)] : []),
    ...(last.item.kind === 'rollout_failed' ? [of('rollout_failed', last)] : []),
  ];
}

/** Whether an instance came back, or was given up, before the alert, and stayed so for longer than it stayed up before. */
function endedBefore(ordered: readonly InstanceEvent[], crashes: readonly InstanceEvent[], alertAt: number): boolean {
  const lastCrash = crashes.at(-1)?.at ?? -Infinity;
  const ended = ordered.find(({ item, at }) => RECOVERED.includes(item.kind) && (at ?? 0) >= lastCrash)?.at;
  const gaps = crashes.slice(1).map(({ at }, index) => (at ?? 0) - (crashes[index]?.at ?? 0));
  const slack = Math.max(LEAST_SLACK_SECONDS, 2 * gaps.reduce((most, gap) => Math.max(most, gap), 0));
  return ended !== undefined && ended < alertAt - slack;
}

function ofWorkload({ item, service }: Observations['workloads'][number]): readonly Sighting[] {
  const { rollout, ready, replicas } = item;
  if (rollout?.state === 'failed') {
    return [{ kind: 'rollout_failed', service, subject: '', reason: rollout.message }];
  }
  // While a rollout or an autoscaler is at work some are missing on purpose; half of them or more never are.
  if (ready >= replicas || 2 * ready > replicas || rollout?.state === 'progressing') return [];
  return [{ kind: 'too_few_ready', service, subject: '' }];
}

function ofUse({ item, service }: Observations['resource_use'][number]): readonly Sighting[] {
  const isNear = (used: number | null, limit: number | null) =>
    used !== null && limit !== null && limit > 0 && used >= NEAR_LIMIT * limit;
  return [
    ...(isNear(item.memory_bytes, item.memory_limit_bytes) ? (['near_memory_limit'] as const) : []),
    ...(isNear(item.cpu_cores, item.cpu_limit_cores) ? (['near_cpu_limit'] as const) : []),
  ].map((kind) => ({ kind, service, subject: item.instance }));
}

function ofHealthCheck({ item, service }: Observations['health_checks'][number]): readonly Sighting[] {
  // One that comes up or goes away need not answer yet, or any more.
  if (item.is_healthy || item.state === 'starting' || item.state === 'draining') return [];
  return [{ kind: 'fails_health_check', service, subject: item.instance, reason: item.problem }];
}

function ofAlert({ item, service }: Observations['alerts'][number]): readonly Sighting[] {
  if (item.state !== 'firing' || service === undefined) return [];
  const since = Date.parse(item.active_since ?? '') / 1000;
  return [{ kind: 'alert_fires', service, subject: item.name, ...(Number.isFinite(since) ? { since } : {}) }];
}

function within({ from, to }: Window) {
  return ({ at }: InstanceEvent) => at !== undefined && at >= from && at <= to;
}
