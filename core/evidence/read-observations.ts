import type { z } from 'zod';
import type { Environment } from '../ids/environment.ts';
import type { ToolEnvelope } from './evidence.ts';
import { type JoinedSeries, joinSeries } from './join-series.ts';
import { type ObservationKind, ObservationLists } from './observations.ts';

type ItemOf<Kind extends ObservationKind> = z.infer<(typeof ObservationLists)[Kind]['element']>;

/** An item of an answer, with what its answer says once for all of them. */
export interface ObservedItem<Item, Service = string> {
  readonly item: Item;
  readonly service: Service;
  /** The environment that was asked about. */
  readonly environment: Environment;
  /** For people: `prometheus http://127.0.0.1:9090`. */
  readonly backEnd: string;
  /** Unix seconds: when it happened, or when it was looked at. Absent where the answer gives neither. */
  readonly at?: number;
}

/** What one answer holds for analysis, by the keys of {@link ObservationLists}. */
export type Observations = {
  readonly [Kind in Exclude<ObservationKind, 'series' | 'alerts' | 'rules'>]: readonly ObservedItem<ItemOf<Kind>>[];
} & {
  /** One per service, signal and dimension. */
  readonly series: readonly JoinedSeries[];
  readonly alerts: readonly ObservedItem<ItemOf<'alerts'>, string | undefined>[];
  readonly rules: readonly ObservedItem<ItemOf<'rules'>, undefined>[];
  /** The lists that the answer has. An empty list is an answer, one in which nothing can be read is not. */
  readonly lists: ReadonlySet<ObservationKind>;
  /** What was left out because it does not fit the contract, a sentence each. */
  readonly notes: readonly string[];
};

const parsed = new WeakMap<ToolEnvelope, Observations>();

/**
 * The observations in a tool's answer; nothing else reads them. Total: what does not fit is left out with a note. An
 * answer never changes, so each is parsed once, however many ask for it.
 */
export function observationsOf(answer: ToolEnvelope): Observations {
  const known = parsed.get(answer);
  if (known) return known;
  const observations = parse(answer);
  parsed.set(answer, observations);
  return observations;
}

interface Placed {
  readonly service?: string;
  readonly at?: string;
  readonly back_end?: string;
}

function parse({ data, meta }: ToolEnvelope): Observations {
  const lists = new Set<ObservationKind>();
  const notes: string[] = [];
  const service = own(data, 'service');

  const itemsOf = <Item>(kind: ObservationKind, schema: z.ZodArray<z.ZodType<Item>>): readonly Item[] => {
    const list = own(data, kind);
    if (!Array.isArray(list)) return [];
    const read = list.map((item) => schema.element.safeParse(item));
    const bad = read.findIndex(({ success }) => !success);
    if (bad >= 0) {
      const issue = read[bad]?.error?.issues[0];
      const where = [kind, bad, ...(issue?.path ?? [])].map(String).join('.');
      const count = read.filter(({ success }) => !success).length;
      notes.push(`${count} of ${list.length} ${kind} could not be read: ${where}: ${issue?.message}`);
    }
    const items = read.flatMap((result) => (result.success ? [result.data] : []));
    if (list.length === 0 || items.length > 0) lists.add(kind);
    return items;
  };
  const observed = <Item extends Placed>(item: Item): ObservedItem<Item, string | undefined> => ({
    item,
    service: item.service ?? (typeof service === 'string' ? service : undefined),
    environment: meta.environment,
    backEnd: item.back_end ?? meta.source,
    ...seconds(item.at ?? meta.window?.end),
  });
  const ofServices = <Item extends Placed>(kind: ObservationKind, schema: z.ZodArray<z.ZodType<Item>>) => {
    const items = itemsOf(kind, schema).map(observed);
    const placed = items.flatMap((one) => (one.service === undefined ? [] : [{ ...one, service: one.service }]));
    if (placed.length < items.length) {
      notes.push(`${items.length - placed.length} of ${items.length} ${kind} could not be used: they name no service`);
      if (placed.length === 0) lists.delete(kind);
    }
    return placed;
  };

  return {
    series: joinSeries(itemsOf('series', ObservationLists.series), meta.source),
    changes: ofServices('changes', ObservationLists.changes),
    alerts: itemsOf('alerts', ObservationLists.alerts).map(observed),
    rules: itemsOf('rules', ObservationLists.rules).map((rule) => ({ ...observed(rule), service: undefined })),
    events: ofServices('events', ObservationLists.events),
    instances: ofServices('instances', ObservationLists.instances),
    workloads: ofServices('workloads', ObservationLists.workloads),
    resource_use: ofServices('resource_use', ObservationLists.resource_use),
    health_checks: ofServices('health_checks', ObservationLists.health_checks),
    log_patterns: ofServices('log_patterns', ObservationLists.log_patterns),
    call_edges: ofServices('call_edges', ObservationLists.call_edges),
    spans: ofServices('spans', ObservationLists.spans),
    lists,
    notes,
  };
}

function own(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return Reflect.get(value, key);
}

function seconds(time: string | undefined): { readonly at?: number } {
  const at = time === undefined ? NaN : Date.parse(time) / 1000;
  return Number.isFinite(at) ? { at } : {};
}
