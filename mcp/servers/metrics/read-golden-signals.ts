import pLimit from 'p-limit';
import { type Series, SignalName } from '#core/evidence/observations';
import type { MetricsBackEnd, SecondsWindow, SignalAnswer, SignalRequest, UnseenErrorsRequest } from './back-end.ts';
import { checkErrors, type ErrorsCheck } from './check-errors.ts';
import type { GoldenSignalSelectors } from './locator.ts';

/** Queries of one call at once: a back end in trouble must not get all of them together. */
const queriesAtOnce = 6;

export interface GoldenSignals {
  readonly service: string;
  readonly series: readonly Series[];
  /** Signals that the catalogue has no selector for. */
  readonly notConfigured: readonly SignalName[];
  /** Requests that found nothing. */
  readonly empty: readonly SignalRequest[];
  readonly warnings: readonly string[];
}

interface ServiceSelectors {
  readonly service: string;
  readonly selectors: GoldenSignalSelectors;
}

/** How many series a service has at most, before any is asked for: for the estimate. */
export function expectedSeries({ saturation, versionLabel }: GoldenSignalSelectors): number {
  return SignalName.options.length - 1 + saturation.length + (versionLabel === undefined ? 0 : 4);
}

/**
 * Every golden signal of every service over the windows, one series each; requests and errors also by version where
 * more than one is seen.
 */
export async function readGoldenSignals(
  backEnd: MetricsBackEnd,
  services: readonly ServiceSelectors[],
  windows: readonly SecondsWindow[],
  stepSeconds: number,
  signal: AbortSignal,
): Promise<readonly GoldenSignals[]> {
  const turn = pLimit(queriesAtOnce);
  const spans = joinTouching(windows, stepSeconds);
  const read = async (request: SignalRequest): Promise<SignalAnswer | undefined> => {
    const answers = await Promise.all(
      spans.map((span) => turn(() => backEnd.readSignal({ ...request, ...span }, signal))),
    );
    const told = answers.filter((answer) => answer !== undefined);
    if (told.length === 0) return undefined;
    return {
      series: mergeSeries(told.flatMap(({ series }) => series)),
      query: told[0]!.query,
      warnings: told.flatMap(({ warnings }) => warnings),
    };
  };
  const check: ReadOptions['check'] = (ratio, request) => turn(() => checkErrors(backEnd, ratio, request, signal));
  return Promise.all(services.map((entry) => readService(entry, { windows, stepSeconds, read, check })));
}

interface ReadOptions {
  readonly windows: readonly SecondsWindow[];
  readonly stepSeconds: number;
  readonly read: (request: SignalRequest) => Promise<SignalAnswer | undefined>;
  readonly check: (
    ratio: SignalAnswer | undefined,
    request: Omit<UnseenErrorsRequest, 'isZero'>,
  ) => Promise<ErrorsCheck>;
}

async function readService({ service, selectors }: ServiceSelectors, options: ReadOptions): Promise<GoldenSignals> {
  const last = options.windows.at(-1)!;
  const request = (rest: Pick<SignalRequest, 'signal' | 'pool' | 'by'>): SignalRequest => ({
    service,
    selectors,
    stepSeconds: options.stepSeconds,
    ...last,
    ...rest,
  });
  const pools = selectors.saturation.map(({ name }) => request({ signal: 'saturation_ratio', pool: name }));
  const plain = SignalName.options
    .filter((signal) => signal !== 'saturation_ratio')
    .map((signal) => request({ signal }));

  const asked = [...plain, ...pools];
  const byVersion =
    selectors.versionLabel === undefined ? [] : [request({ signal: 'requests_per_second', by: 'version' })];
  const [answers, [versions]] = await Promise.all([
    Promise.all(asked.map(options.read)),
    Promise.all(byVersion.map(options.read)),
  ]);
  const several = versions !== undefined && versions.series.length > 1;
  const ratio = answers[asked.findIndex(({ signal }) => signal === 'error_ratio')];
  const [errors, { isUnknown, warnings }] = await Promise.all([
    several ? options.read(request({ signal: 'error_ratio', by: 'version' })) : undefined,
    options.check(ratio, { service, selectors, ...last }),
  ]);

  const notConfigured = asked.filter((_, index) => answers[index] === undefined).map(({ signal }) => signal);
  if (pools.length === 0) notConfigured.push('saturation_ratio');
  const told = answers.filter((answer) => answer !== undefined);
  const series = [...told, ...(several ? [versions] : []), ...(errors ? [errors] : [])].flatMap((one) => one.series);
  return {
    service,
    series: isUnknown ? series.filter(({ signal }) => signal !== 'error_ratio') : series,
    notConfigured,
    empty: asked.filter((_, index) => answers[index]?.series.length === 0),
    // Every query of one back end repeats what it has to say of itself.
    warnings: [...new Set([...[...told, versions, errors].flatMap((answer) => answer?.warnings ?? []), ...warnings])],
  };
}

/** Windows that touch or overlap are asked for in one. */
function joinTouching(windows: readonly SecondsWindow[], stepSeconds: number): SecondsWindow[] {
  const joined: SecondsWindow[] = [];
  for (const window of [...windows].sort((a, b) => a.startSeconds - b.startSeconds)) {
    const before = joined.at(-1);
    if (before && window.startSeconds - before.endSeconds <= stepSeconds) {
      const endSeconds = Math.max(before.endSeconds, window.endSeconds);
      joined[joined.length - 1] = { startSeconds: before.startSeconds, endSeconds };
    } else {
      joined.push({ startSeconds: window.startSeconds, endSeconds: window.endSeconds });
    }
  }
  return joined;
}

/** The same series of several spans becomes one. Spans do not overlap and come in order. */
function mergeSeries(series: readonly Series[]): Series[] {
  const merged = new Map<string, Series>();
  for (const one of series) {
    const key = JSON.stringify([one.signal, one.dimension?.name, one.dimension?.value, one.back_end]);
    const before = merged.get(key);
    merged.set(key, before ? { ...before, points: [...before.points, ...one.points] } : one);
  }
  return [...merged.values()];
}
