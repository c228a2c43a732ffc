import { literalPattern, selectorOf } from '../../../../backends/promql.ts';
import type { PrometheusClient } from '../../../../backends/prometheus.ts';
import { nearestNames } from '#core/text/nearest-name';
import type { SecondsWindow } from '../../back-end.ts';
import type { SignalQuery } from './signal-query.ts';

const shownValues = 10;

/** Why a query has no points: no such metric, no such label value, no samples in the window, or no traffic. */
export async function explainEmpty(
  client: PrometheusClient,
  { base, filter }: SignalQuery,
  window: SecondsWindow,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { metric } = base;
  const anyOfMetric = selectorOf({ metric, labels: {} });
  const wanted = selectorOf(base, filter);

  if ((await client.labelValues('__name__', { match: anyOfMetric }, signal)).length === 0) {
    const near = await namesLike(client, metric, signal);
    return [`There is no metric "${metric}".${near.length > 0 ? ` Names like it: ${near.join(', ')}.` : ''}`];
  }

  for (const [label, match] of Object.entries({ ...base.labels, ...filter })) {
    const values = await client.labelValues(label, { match: anyOfMetric }, signal);
    if (values.length === 0) return [`No series of "${metric}" has the label "${label}".`];
    if (typeof match !== 'string' || values.includes(match)) continue;
    const first = [...new Set([...nearestNames(match, values, 3), ...values])].slice(0, shownValues);
    const more = values.length > first.length ? ` and ${values.length - first.length} more` : '';
    return [`No series of "${metric}" has ${label}="${match}"; it has: ${first.join(', ')}${more}.`];
  }

  const within = { match: wanted, ...window };
  if ((await client.labelValues('__name__', within, signal)).length > 0) {
    return [`${wanted} has samples in the window, but the signal has no value: no traffic, or too few samples yet.`];
  }
  return [await whenSeen(client, wanted, window, signal)];
}

async function namesLike(client: PrometheusClient, metric: string, signal: AbortSignal): Promise<readonly string[]> {
  // By the first word, so that not all names of a large installation are read; all only where that finds none.
  const family = /^[a-zA-Z]+/.exec(metric)?.[0] ?? metric;
  const match = `{__name__=~"${literalPattern([family])}.*"}`;
  const relatives = nearestNames(metric, await client.labelValues('__name__', { match }, signal), 3);
  return relatives.length > 0 ? relatives : nearestNames(metric, await client.labelValues('__name__', {}, signal), 3);
}

async function whenSeen(
  client: PrometheusClient,
  wanted: string,
  { startSeconds, endSeconds }: SecondsWindow,
  signal: AbortSignal,
): Promise<string> {
  const nowSeconds = Date.now() / 1_000;
  const span = Math.max(endSeconds - startSeconds, nowSeconds - endSeconds, 60);
  const stepSeconds = Math.max(1, Math.ceil(span / 200));
  const query = `count(${wanted})`;
  // The grid ends at the very end: the youngest data are those that matter.
  const until = (endOfRange: number, seconds: number) =>
    client.queryRange(
      {
        query,
        startSeconds: endOfRange - Math.floor(seconds / stepSeconds) * stepSeconds,
        endSeconds: endOfRange,
        stepSeconds,
      },
      signal,
    );
  const [after, before] = await Promise.all([
    until(nowSeconds, Math.max(0, nowSeconds - endSeconds)),
    until(startSeconds, span),
  ]);
  const first = after.series[0]?.points[0]?.[0];
  const last = before.series[0]?.points.at(-1)?.[0];
  const nothing = `${wanted} has no samples in the window.`;
  if (last === undefined && first !== undefined) return `${nothing} Its data begin at about ${instant(first)}.`;
  if (last !== undefined) return `${nothing} It was last seen before it, at about ${instant(last)}.`;
  return `${nothing} No series matches all of its labels together, or it was seen at other times only.`;
}

function instant(seconds: number): string {
  return new Date(seconds * 1_000).toISOString();
}
