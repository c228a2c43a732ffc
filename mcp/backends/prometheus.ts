import { z } from 'zod';
import type { HttpClient } from '#http-client/create-http-client';
import { plainLine } from '#core/text/plain-text';
import { ToolFailure } from '../kit/tool-failure.ts';
import { requestJson, sourceOf } from './http.ts';

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

const Labels = z.record(z.string(), z.string());
const Sample = z.tuple([z.number(), z.string()]);
const Warnings = z.array(z.string()).optional();

const QueryAnswer = z.object({
  status: z.literal('success'),
  warnings: Warnings,
  data: z.discriminatedUnion('resultType', [
    z.object({
      resultType: z.literal('matrix'),
      result: z.array(z.object({ metric: Labels, values: z.array(Sample).default([]) })),
    }),
    z.object({
      resultType: z.literal('vector'),
      result: z.array(z.object({ metric: Labels, value: Sample.optional() })),
    }),
    z.object({ resultType: z.literal('scalar'), result: Sample }),
    z.object({ resultType: z.literal('string'), result: Sample }),
  ]),
});

const NamesAnswer = z.object({ status: z.literal('success'), data: z.array(z.string()) });

const Alert = z.object({
  labels: Labels,
  annotations: Labels.default({}),
  state: z.enum(['firing', 'pending', 'inactive']),
  activeAt: z.string().optional(),
  value: z.union([z.string(), z.number()]).optional(),
});
export type PrometheusAlert = z.infer<typeof Alert>;
const AlertsAnswer = z.object({ status: z.literal('success'), data: z.object({ alerts: z.array(Alert) }) });

const AlertingRule = z.object({ name: z.string(), query: z.string(), labels: Labels.default({}) });
export type AlertingRule = z.infer<typeof AlertingRule>;
const RulesAnswer = z.object({
  status: z.literal('success'),
  data: z.object({
    groups: z.array(
      z.object({
        rules: z.array(z.union([AlertingRule.extend({ type: z.literal('alerting') }), z.object({ type: z.string() })])),
      }),
    ),
  }),
});

const ErrorAnswer = z.object({ status: z.literal('error'), errorType: z.string(), error: z.string() });

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

/**
 * `bad_data`: it cannot be understood; `execution`: it cannot be carried out, too many samples for one; `unclassified`:
 * one of the two (VictoriaMetrics gives the HTTP status as the type of an error).
 */
type RefusalType = 'bad_data' | 'execution' | 'unclassified';

/** The back end's own word against a query. */
export class QueryRefusal extends ToolFailure {
  readonly errorType: RefusalType;

  constructor(errorType: RefusalType, message: string) {
    super('INVALID_ARGUMENT', message);
    this.errorType = errorType;
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
      refusal: (status, body) => queryRefusal(source, status, body),
    });

  return {
    source,
    async query(query, timeSeconds, signal) {
      const parameters = [['query', query], ['time', instant(timeSeconds)], timeout] as const;
      return resultOf(await ask('query', QueryAnswer, parameters, signal, true));
    },
    async queryRange({ query, startSeconds, endSeconds, stepSeconds }, signal) {
      const parameters = [
        ['query', query],
        ['start', instant(startSeconds)],
        ['end', instant(endSeconds)],
        ['step', String(stepSeconds)],
        timeout,
      ] as const;
      return resultOf(await ask('query_range', QueryAnswer, parameters, signal, true));
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
      return data.groups.flatMap(({ rules }) => rules.flatMap((rule) => ('query' in rule ? [rule] : [])));
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

/** What Prometheus says against a query is for whoever wrote it: it names the place of the mistake. */
function queryRefusal(source: string, status: number, body: string): ToolFailure | undefined {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return undefined; // No answer of Prometheus: some proxy speaks.
  }
  const parsed = ErrorAnswer.safeParse(json);
  if (!parsed.success) return undefined;
  const { errorType, error } = parsed.data;
  const words = plainLine(error, 400);
  switch (errorType) {
    case 'bad_data':
      return new QueryRefusal(errorType, `${source} does not accept the query: ${words}`);
    case 'execution':
      return new QueryRefusal(errorType, `${source} cannot execute the query: ${words}`);
    case 'timeout':
    case 'canceled':
      return new ToolFailure(
        'UPSTREAM_UNAVAILABLE',
        `${source} gave the query up: ${words}. Ask for a shorter window or fewer series.`,
        { retryable: true },
      );
    default:
      if (status === 400 || status === 422) {
        return new QueryRefusal('unclassified', `${source} refuses the query: ${words}`);
      }
      return new ToolFailure('UPSTREAM_UNAVAILABLE', `${source} answered HTTP ${status}: ${words}`, {
        retryable: status >= 500,
      });
  }
}

function resultOf({ data, warnings = [] }: z.infer<typeof QueryAnswer>): QueryResult {
  switch (data.resultType) {
    case 'matrix':
      return {
        series: data.result.map(({ metric, values }) => ({ labels: metric, points: finite(values) })),
        warnings,
      };
    case 'vector':
      return {
        series: data.result.map(({ metric, value }) => ({ labels: metric, points: finite(value ? [value] : []) })),
        warnings,
      };
    case 'scalar':
      return { series: [{ labels: {}, points: finite([data.result]) }], warnings };
    case 'string':
      return { series: [], warnings: [...warnings, 'The query gives a text, which is not shown.'] };
    default:
      return data satisfies never;
  }
}

function finite(samples: readonly (readonly [number, string])[]): Point[] {
  return samples.map(([at, value]): Point => [at, Number(value)]).filter(([, value]) => Number.isFinite(value));
}

function instant(seconds: number): string {
  return seconds.toFixed(3);
}
