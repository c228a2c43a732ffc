import {
  type LabelMatch,
  type MetricSelector,
  quantileOfRates,
  ratioOfRates,
  saturationOf,
  selectorOf,
  sumOf,
  sumOfRates,
} from '../../../../backends/promql.ts';
import type { SignalRequest } from '../../back-end.ts';
import type { GoldenSignalSelectors } from '../../locator.ts';

const quantiles = { latency_p50_seconds: 0.5, latency_p95_seconds: 0.95, latency_p99_seconds: 0.99 } as const;

export interface SignalQuery {
  readonly query: string;
  /** The label whose values tell the series apart. */
  readonly label?: string;
  /** What has to exist for the query to give anything; told when it does not. */
  readonly base: MetricSelector;
  readonly filter: Readonly<Record<string, LabelMatch>>;
}

/** The PromQL of a golden signal, or undefined where the catalogue does not say where it is found. */
export function signalQuery(request: SignalRequest, rateSeconds: number): SignalQuery | undefined {
  const { selectors, signal } = request;
  const label = labelOf(request);
  const filter = filterOf(request);
  const { requests, errors, latency, instances } = selectors;
  const made = (base: MetricSelector, query: string): SignalQuery => ({ query, label, base, filter });
  const text = (selector: MetricSelector) => selectorOf(selector, filter);

  switch (signal) {
    case 'requests_per_second':
      return requests && made(requests, sumOfRates(text(requests), rateSeconds, label));
    case 'error_ratio':
      if (!requests || !errors) return undefined;
      return made(requests, ratioOfRates(text(errors), text(requests), rateSeconds, label));
    case 'latency_p50_seconds':
    case 'latency_p95_seconds':
    case 'latency_p99_seconds':
      return latency && made(latency, quantileOfRates(quantiles[signal], text(latency), rateSeconds, label));
    case 'saturation_ratio': {
      const pool = poolOf(selectors, request.pool);
      return pool && made(pool.used, saturationOf(text(pool.used), text(pool.limit), label));
    }
    case 'instances_up':
      return instances && made(instances, sumOf(text(instances), label));
    default:
      return signal satisfies never;
  }
}

function poolOf(selectors: GoldenSignalSelectors, name: string | undefined) {
  return selectors.saturation.find((pool) => pool.name === name);
}

function labelOf({ by, selectors }: SignalRequest): string | undefined {
  if (by === undefined) return undefined;
  return by === 'instance' ? 'instance' : selectors.versionLabel;
}

function filterOf({ version, instance, selectors }: SignalRequest): Record<string, LabelMatch> {
  return {
    ...(version !== undefined && selectors.versionLabel !== undefined && { [selectors.versionLabel]: version }),
    ...(instance !== undefined && { instance }),
  };
}
