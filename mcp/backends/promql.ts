// PromQL is put together here and nowhere else. Whatever text comes in can only become the content of a quoted literal.

/** Names that PromQL takes without quotes; others (dots, UTF-8) stand in quotes since Prometheus 3. */
const bareMetricName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const bareLabelName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
/** Words of the language: as a metric's name they would be read as something else. */
const reserved = new Set(
  (
    'inf nan and or unless atan2 by without on ignoring group_left group_right bool offset start end sum avg count min max ' +
    'group stddev stdvar topk bottomk count_values quantile limitk limit_ratio'
  ).split(' '),
);

/**
 * A string literal of PromQL: the escapes of JSON are a subset of Go's, which Prometheus reads. Lone surrogates, which
 * have no UTF-8, become U+FFFD; that one is escaped, since Prometheus takes it for broken UTF-8.
 */
export function quoted(text: string): string {
  return JSON.stringify(text.replace(/\p{Surrogate}/gu, '\ufffd')).replaceAll('\ufffd', '\\ufffd');
}

/** A regular expression (RE2) that matches exactly these texts; Prometheus anchors it at both ends. */
export function literalPattern(texts: readonly string[]): string {
  return texts.map((text) => text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&')).join('|');
}

/** A value, or a regular expression (RE2) that the whole value matches. */
export type LabelMatch = string | { readonly matches: string };

/** Which series to take. */
export interface MetricSelector {
  readonly metric: string;
  readonly labels: Readonly<Record<string, LabelMatch>>;
}

/**
 * `metric{label="value"}` of a typed selector, `{"metric.name", "label.name"="value"}` where a name needs quotes.
 * @param extra more labels; they win over the selector's own
 */
export function selectorOf(selector: MetricSelector, extra: Readonly<Record<string, LabelMatch>> = {}): string {
  const { metric } = selector;
  const matchers = Object.entries({ ...selector.labels, ...extra }).map(([label, match]) => matcherOf(label, match));
  if (!bareMetricName.test(metric)) return `{${[quoted(metric), ...matchers].join(',')}}`;
  const isReserved = reserved.has(metric.toLowerCase());
  if (isReserved) matchers.unshift(matcherOf('__name__', metric));
  const braces = matchers.length > 0 ? `{${matchers.join(',')}}` : '';
  return `${isReserved ? '' : metric}${braces}`;
}

function matcherOf(label: string, match: LabelMatch): string {
  return typeof match === 'string'
    ? `${labelText(label)}=${quoted(match)}`
    : `${labelText(label)}=~${quoted(match.matches)}`;
}

function labelText(label: string): string {
  return bareLabelName.test(label) ? label : quoted(label);
}

/** `5s`, `250ms`: to the millisecond, at least one. */
export function durationOf(seconds: number): string {
  const milliseconds = Math.max(1, Math.round(seconds * 1_000));
  return milliseconds % 1_000 === 0 ? `${milliseconds / 1_000}s` : `${milliseconds}ms`;
}

/** `sum(rate(selector[5s]))`, or `sum by (version) (...)`. A restarted counter is no negative rate: `rate` sees to it. */
export function sumOfRates(selector: string, rateSeconds: number, by?: string): string {
  return `sum${grouping(by)}(rate(${selector}[${durationOf(rateSeconds)}]))`;
}

/**
 * Failed requests of all requests. Without traffic there is no point; a service that never failed has no error series
 * and counts as zero.
 */
export function ratioOfRates(errors: string, requests: string, rateSeconds: number, by?: string): string {
  const all = sumOfRates(requests, rateSeconds, by);
  return `(${sumOfRates(errors, rateSeconds, by)} or 0 * ${all}) / (${all} > 0)`;
}

/** A quantile of a classic histogram's `_bucket` series. */
export function quantileOfRates(quantile: number, buckets: string, rateSeconds: number, by?: string): string {
  const labels = by === undefined ? 'le' : `le, ${labelText(by)}`;
  return `histogram_quantile(${quantile}, sum by (${labels}) (rate(${buckets}[${durationOf(rateSeconds)}])))`;
}

/**
 * How full the fullest instance is; where used and limit are not told by the same instances, all of them together.
 */
export function saturationOf(used: string, limit: string, by?: string): string {
  const per = (label: string) => (by === undefined ? label : `${label}, ${labelText(by)}`);
  const fullest = `max${grouping(by)}(sum by (${per('instance')}) (${used}) / (sum by (${per('instance')}) (${limit}) > 0))`;
  return `${fullest} or sum${grouping(by)}(${used}) / (sum${grouping(by)}(${limit}) > 0)`;
}

/** The sum of the first samples of those series that began within the last seconds: what no rate over them shows. */
export function firstSamplesOf(selector: string, seconds: number): string {
  const duration = durationOf(seconds);
  return `sum(min_over_time(${selector}[${duration}]) unless ${selector} offset ${duration})`;
}

export function sumOf(selector: string, by?: string): string {
  return `sum${grouping(by)}(${selector})`;
}

function grouping(by: string | undefined): string {
  return by === undefined ? '' : ` by (${labelText(by)}) `;
}
