import type { z } from 'zod';
import type { HttpClient } from '#http-client/create-http-client';
import { ToolFailure } from '../kit/tool-failure.ts';
import { requestJson, sourceOf } from './http.ts';
import {
  type AlertingRule,
  AlertsAnswer,
  NamesAnswer,
  type PrometheusAlert,
  QueryAnswer,
  RulesAnswer,
} from './prometheus-answers.ts';
import { queryRefusal } from './prometheus-refusals.ts';

/** `[unix seconds, value]` */
type Point = readonly [number, number];

interface LabelledPoints {
  readonly labels: Readonly<Record<string, string>>;
  /** Ascending. What is no finite number is left out. */
  readonly points: readonly Point[];
}

interface QueryResult {
  readonly series: readonly LabelledPoints[];
  readonly warnings: readonly string[];
}

interface RangeQuery {
  readonly query: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly stepSeconds: number;
}

export interface PrometheusClient {
  /** `prometheus http://127.0.0.1:9090` */
  readonly source: string;
  query(query: string, timeSeconds: number, signal: AbortSignal): Promise<QueryResult>;
  queryRange(query: RangeQuery, signal: AbortSignal): Promise<QueryResult>;
  /** Values of a label, of the series that a selector matches and, where told, that have samples in the window. */
  labelValues(
    label: string,
    options: { readonly match?: string; readonly startSeconds?: number; readonly endSeconds?: number },
    signal: AbortSignal,
  ): Promise<readonly string[]>;
  alerts(signal: AbortSignal): Promise<readonly PrometheusAlert[]>;
  alertingRules(signal: AbortSignal): Promise<readonly AlertingRule[]>;
}

/** A proxy in between lets no POST through. */
class PostRefused extends ToolFailure {
  constructor(source: string) {
    super('UPSTREAM_UNAVAILABLE', `${source} takes no POST.`);
  }
}

/** The HTTP API of Prometheus (2.x and 3.x), and of what speaks it. */
export function createPrometheusClient(client: HttpClient, timeoutMilliseconds = 10_000): PrometheusClient {
  const source = sourceOf('prometheus', client);
  // Prometheus gives up a little before we do, so that its own words arrive.
  const timeout = ['timeout', `${Math.max(1, Math.floor(timeoutMilliseconds / 1_000) - 1)}s`] as const;
  const ask = <Answer>(
    path: string,
    answer: z.ZodType<Answer>,
    parameters: readonly (readonly [string, string])[],
    signal: AbortSignal,
    post = false,
  ) =>
    requestJson({
      backEnd: 'prometheus',
      client,
      path: `api/v1/${path}`,
      parameters,
      post,
      answer,
      signal,
      timeoutMilliseconds,
      refusal: (status, body) =>
        post && (status === 405 || status === 501) ? new PostRefused(source) : queryRefusal(source, status, body),
    });

  let takesPost = true;
  const query = async (path: string, parameters: readonly (readonly [string, string])[], signal: AbortSignal) => {
    if (takesPost) {
      try {
        return resultOf(await ask(path, QueryAnswer, parameters, signal, true));
      } catch (error) {
        if (!(error instanceof PostRefused)) throw error;
        takesPost = false;
      }
    }
    return resultOf(await ask(path, QueryAnswer, parameters, signal));
  };

  return {
    source,
    query: (text, timeSeconds, signal) =>
      query('query', [['query', text], ['time', instant(timeSeconds)], timeout], signal),
    async queryRange({ query: text, startSeconds, endSeconds, stepSeconds }, signal) {
      const parameters = [
        ['query', text],
        ['start', instant(startSeconds)],
        ['end', instant(endSeconds)],
        ['step', String(stepSeconds)],
        timeout,
      ] as const;
      return query('query_range', parameters, signal);
    },
    async labelValues(label, { match, startSeconds, endSeconds }, signal) {
      const parameters: (readonly [string, string])[] = [];
      if (match !== undefined) parameters.push(['match[]', match]);
      if (startSeconds !== undefined) parameters.push(['start', instant(startSeconds)]);
      if (endSeconds !== undefined) parameters.push(['end', instant(endSeconds)]);
      return (await ask(`label/${encodeURIComponent(labelInPath(label))}/values`, NamesAnswer, parameters, signal))
        .data;
    },
    async alerts(signal) {
      return (await ask('alerts', AlertsAnswer, [], signal)).data.alerts;
    },
    async alertingRules(signal) {
      const { data } = await ask('rules', RulesAnswer, [['type', 'alert']], signal);
      return data.groups.flatMap(({ rules }) => rules.flatMap((rule) => rule ?? []));
    },
  };
}

/** Prometheus 3 takes names that need quotes in its paths only in this form: `U__http_2e_route`. */
function labelInPath(label: string): string {
  if (/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label)) return label;
  const escaped = [...label].map((one) =>
    one === '_' ? '__' : /[a-zA-Z0-9]/.test(one) ? one : `_${one.codePointAt(0)!.toString(16)}_`,
  );
  return `U__${escaped.join('')}`;
}

function resultOf({ data, warnings }: QueryAnswer): QueryResult {
  switch (data.resultType) {
    case 'matrix': {
      const series = data.result.map(({ metric, values }) => ({ labels: metric, points: finite(values) }));
      return {
        series,
        warnings: [...warnings, ...notShown(data.result.some(({ histograms: { length } }) => length > 0))],
      };
    }
    case 'vector': {
      const series = data.result.map(({ metric, value }) => ({ labels: metric, points: finite(value ? [value] : []) }));
      return {
        series,
        warnings: [...warnings, ...notShown(data.result.some(({ histogram }) => histogram !== undefined))],
      };
    }
    case 'scalar':
      return { series: [{ labels: {}, points: finite([data.result]) }], warnings };
    case 'string':
      return { series: [], warnings: [...warnings, 'The query gives a text, which is not shown.'] };
    case '':
      return { series: [], warnings };
    default:
      return data satisfies never;
  }
}

function notShown(hasHistograms: boolean): readonly string[] {
  if (!hasHistograms) return [];
  return [
    'The query gives native histograms, which are not shown. Apply histogram_quantile or histogram_count to them.',
  ];
}

function finite(samples: readonly (readonly [number, string])[]): Point[] {
  return samples.map(([at, value]): Point => [at, Number(value)]).filter(([, value]) => Number.isFinite(value));
}

function instant(seconds: number): string {
  return seconds.toFixed(3);
}
