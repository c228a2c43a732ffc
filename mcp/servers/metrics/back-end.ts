import type { AlertRule, FiringAlert, Series, SignalName } from '#core/evidence/observations';
import type { CostEstimate } from '../../kit/define-tool.ts';
import type { GoldenSignalSelectors } from './locator.ts';

// What the tools of this server need of a back end for metrics. An adapter is one folder that provides it.

export interface SecondsWindow {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

export interface SignalRequest extends SecondsWindow {
  readonly service: string;
  readonly selectors: GoldenSignalSelectors;
  readonly signal: SignalName;
  /** Which pool of a saturation. */
  readonly pool?: string;
  /** One series per version (the label that the catalogue tells) or per instance. */
  readonly by?: 'version' | 'instance';
  readonly version?: string;
  readonly instance?: string;
  readonly stepSeconds: number;
}

export interface SignalAnswer {
  /** Without points where nothing was found: those series are left out. */
  readonly series: readonly Series[];
  readonly query: string;
  readonly warnings: readonly string[];
}

interface RawSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly (readonly [number, number])[];
}

export interface RawRequest extends SecondsWindow {
  readonly query: string;
  /** Undefined: one value each, at the window's end. */
  readonly stepSeconds?: number;
}

interface MetricNamesRequest {
  readonly prefix?: string;
  readonly contains?: string;
}

export interface UnseenErrorsRequest extends SecondsWindow {
  readonly service: string;
  readonly selectors: GoldenSignalSelectors;
  /** Whether the ratio of errors is zero all along. */
  readonly isZero: boolean;
}

/** Errors that a ratio cannot show. */
export interface UnseenErrors {
  /** Those that the first samples of series hold which began in the window. */
  readonly beforeFirstSample: number;
  /** Of a ratio that is zero: why no series has ever matched the selector of errors. Empty where one has. */
  readonly neverMatched: readonly string[];
}

/** An alert whose rule is to be evaluated. */
export interface AlertOfRule {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** As the alert's source gave it; for rules that the back end does not hold itself. */
  readonly expression?: string;
}

export interface RulesRequest extends SecondsWindow {
  readonly alerts: readonly AlertOfRule[];
  readonly stepSeconds: number;
}

export interface EvaluatedRules {
  readonly rules: readonly AlertRule[];
  readonly warnings: readonly string[];
}

export interface MetricsBackEnd {
  /** For people: `prometheus http://127.0.0.1:9090`. */
  readonly source: string;
  /** The smallest step that tells something. */
  readonly scrapeIntervalSeconds: number;
  /**
   * Points over time of one golden signal.
   * @returns undefined where the catalogue has no selector for it
   */
  readSignal(request: SignalRequest, signal: AbortSignal): Promise<SignalAnswer | undefined>;
  unseenErrors(request: UnseenErrorsRequest, signal: AbortSignal): Promise<UnseenErrors>;
  /** Why a signal has no points, and what exists instead. */
  explainEmpty(request: SignalRequest, signal: AbortSignal): Promise<readonly string[]>;
  readRaw(
    request: RawRequest,
    signal: AbortSignal,
  ): Promise<{ readonly series: readonly RawSeries[]; readonly warnings: readonly string[] }>;
  /** How many series a raw query gives; undefined where that cannot be told before. */
  countRaw(request: RawRequest, signal: AbortSignal): Promise<number | undefined>;
  alerts(
    signal: AbortSignal,
  ): Promise<{ readonly alerts: readonly FiringAlert[]; readonly warnings: readonly string[] }>;
  /** The rules of alerts over a window. Those are left out that are not held here, or cannot be told from others. */
  evaluateRules(request: RulesRequest, signal: AbortSignal): Promise<EvaluatedRules>;
  metricNames(request: MetricNamesRequest, signal: AbortSignal): Promise<readonly string[]>;
}

const pointsPerSeries = 240;

/** The step at which a span gives at most `pointsPerSeries` points, as a multiple of the scrape interval. */
export function stepFor(spanSeconds: number, scrapeIntervalSeconds: number): number {
  const wanted = spanSeconds / (pointsPerSeries - 1);
  // Rounded, since 3 * 0.1 is more than 0.3 in binary.
  return Number((Math.max(1, Math.ceil(wanted / scrapeIntervalSeconds - 1e-9)) * scrapeIntervalSeconds).toFixed(3));
}

/** The estimate of reading that many series, for the refusal before anything runs. */
export function pointsEstimate(series: number, spanSeconds: number, stepSeconds: number): CostEstimate {
  return { unit: 'points', estimated: series * (Math.floor(spanSeconds / stepSeconds) + 1), limit: 100_000 };
}
