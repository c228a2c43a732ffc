import type { PrometheusClient } from '../../../../backends/prometheus.ts';
import { firstSamplesOf, selectorOf } from '../../../../backends/promql.ts';
import type { UnseenErrors, UnseenErrorsRequest } from '../../back-end.ts';
import { explainEmpty } from './explain-empty.ts';

/** How far back a series of errors is looked for before its selector counts as one that never matched. */
const longestSeconds = 30 * 86_400;

/**
 * A ratio takes errors that it does not find for none. They are not there for two reasons: the selector matches nothing
 * at any time, or their series began in the window, and `rate` has nothing to compare the first sample with.
 */
export async function unseenErrors(
  client: PrometheusClient,
  { selectors: { errors }, startSeconds, endSeconds, isZero }: UnseenErrorsRequest,
  signal: AbortSignal,
): Promise<UnseenErrors> {
  if (!errors) return { beforeFirstSample: 0, neverMatched: [] };
  const selector = selectorOf(errors);
  const ever = { match: selector, startSeconds: endSeconds - longestSeconds, endSeconds };
  const [first, names] = await Promise.all([
    client.query(firstSamplesOf(selector, endSeconds - startSeconds), endSeconds, signal),
    isZero ? client.labelValues('__name__', ever, signal) : undefined,
  ]);
  const window = { startSeconds, endSeconds };
  return {
    beforeFirstSample: first.series[0]?.points[0]?.[1] ?? 0,
    neverMatched:
      names?.length === 0
        ? await explainEmpty(client, { query: selector, base: errors, filter: {} }, window, signal)
        : [],
  };
}
