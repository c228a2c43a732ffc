import type { ToolEnvelope } from '../evidence/evidence.ts';
import { type ObservationKind, ObservationLists, type ResourceUse } from '../evidence/observations.ts';
import { type Observations, observationsOf } from '../evidence/read-observations.ts';
import { clock, plain } from './words.ts';

/** A tool's answer in one line for the checklist: counts and names, never payload. At most 300 characters. */
export function summariseEvidence(answer: ToolEnvelope): string {
  const { data, meta, hints } = answer;
  const observations = observationsOf(answer);
  const kinds = (Object.keys(ObservationLists) as ObservationKind[]).filter((kind) => observations.lists.has(kind));
  const parts = kinds.flatMap((kind) => summaryOf(kind, observations) ?? []);
  if (parts.length === 0) {
    parts.push(factsIn(data) ?? (hints[0] ? plain(hints[0], 200) : `answered by ${plain(meta.source, 80)}`));
  }
  if (meta.truncated) parts.push('truncated');
  return plain(parts.join(' · '), 300);
}

function summaryOf(kind: ObservationKind, observations: Observations): string | undefined {
  switch (kind) {
    case 'series':
      return observations.series.length === 0
        ? undefined
        : `${observations.series.length} series of ${servicesWords(observations.series)}`;
    case 'changes':
      return counted(observations.changes, 'change', {
        end: 'last',
        words: ({ item: { kind: what, service, version, at } }) =>
          `${what} ${service}${version === undefined ? '' : ` ${version}`} ${clock(at)}`,
      });
    case 'alerts':
      return counted(observations.alerts, 'alert', {
        words: ({ item: { name, service, state, expression } }) =>
          `${name}${service === undefined ? '' : ` on ${service}`} ${state}${expression === undefined ? '' : `: ${expression}`}`,
      });
    case 'rules':
      return counted(observations.rules, 'rule', {
        words: ({ item: { name, expression } }) => `${name}: ${expression}`,
      });
    case 'events':
      return counted(observations.events, 'event', {
        end: 'last',
        words: ({ item, service }) => `${item.instance ?? service} ${item.kind.replace('_', ' ')} ${clock(item.at)}`,
      });
    case 'instances':
      return counted(observations.instances, 'instance', {
        words: ({ item }) => `${item.name} ${item.state}${item.reason === undefined ? '' : `: ${item.reason}`}`,
      });
    case 'workloads':
      return observations.workloads
        .map(({ item, service }) => `${plain(service, 40)}: ${item.ready} of ${item.replicas} instances ready`)
        .join('; ');
    case 'resource_use':
      return counted(observations.resource_use, 'instance', {
        words: ({ item }) => `${item.instance} ${usageWords(item)}`,
      });
    case 'health_checks': {
      const failed = observations.health_checks.filter(({ item }) => !item.is_healthy);
      const of = `${observations.health_checks.length - failed.length} of ${observations.health_checks.length} instances healthy`;
      return failed.length === 0
        ? of
        : `${of}; not: ${failed
            .slice(0, 3)
            .map(({ item }) => plain(item.instance, 40))
            .join(', ')}`;
    }
    case 'log_patterns':
      return counted(observations.log_patterns, 'log pattern', {
        words: ({ item }) => `${item.count} times ${item.pattern}`,
      });
    case 'call_edges':
      return counted(observations.call_edges, 'call edge', {
        words: ({ item, service }) => `${service} to ${item.callee}`,
      });
    case 'spans':
      return counted(observations.spans, 'span', { words: ({ item, service }) => `${service} ${item.operation}` });
    default:
      return kind satisfies never;
  }
}

const mostFacts = 6;

/** `ready 2, replicas 3, rollout state progressing`: what a flat answer says, without knowing what it is of. */
function factsIn(data: unknown): string | undefined {
  const facts: string[] = [];
  const collect = (value: unknown, name: string, depth: number): void => {
    if (facts.length >= mostFacts) return;
    if (typeof value === 'string' || typeof value === 'boolean') facts.push(`${name} ${plain(String(value), 60)}`);
    else if (typeof value === 'number') facts.push(`${name} ${Number(value.toPrecision(3))}`);
    else if (Array.isArray(value)) facts.push(`${value.length} ${name}`);
    else if (typeof value === 'object' && value !== null && depth < 2) {
      for (const [key, inner] of Object.entries(value)) {
        collect(inner, `${name} ${plain(key.replaceAll('_', ' '), 30)}`.trim(), depth + 1);
      }
    }
  };
  collect(data, '', 0);
  return facts.length > 0 ? facts.join(', ') : undefined;
}

/** `no alerts`, `2 alerts: ...; ...`: the count, and the first or last three in words. */
function counted<One>(
  all: readonly One[],
  noun: string,
  { words, end = 'first' }: { readonly words: (one: One) => string; readonly end?: 'first' | 'last' },
): string {
  if (all.length === 0) return `no ${noun}s`;
  const each = [...new Set(all.map((one) => plain(words(one), 140)))];
  const shown = end === 'last' ? each.slice(-3) : each.slice(0, 3);
  const which = end === 'last' && each.length > shown.length ? ', last' : '';
  return `${all.length} ${noun}${all.length === 1 ? '' : 's'}${which}: ${shown.join('; ')}`;
}

function servicesWords(series: readonly { readonly service: string }[]): string {
  const services = [...new Set(series.map(({ service }) => service))];
  return services.length === 1 ? plain(services[0] ?? '', 40) : `${services.length} services`;
}

function usageWords({ cpu_cores: cores, memory_bytes: bytes, problem }: ResourceUse): string {
  if (cores === null && bytes === null) return problem ?? 'not measured';
  const cpu = cores === null ? [] : [`${Number(cores.toPrecision(2))} cores`];
  const memory = bytes === null ? [] : [`${Math.round(bytes / 1024 / 1024)} MiB`];
  return [...cpu, ...memory].join(', ');
}
