import { ToolFailure } from '../../kit/tool-failure.ts';
import type { MetricsBackEnd, SignalAnswer, UnseenErrorsRequest } from './back-end.ts';

export interface ErrorsCheck {
  /** The ratio is zero because nothing is looked at: it is not reported. */
  readonly isUnknown: boolean;
  readonly warnings: readonly string[];
}

/** From here on a ratio is trouble anyway, with or without the errors that it lacks. */
const manifestRatio = 0.05;

/** Whether a ratio of errors shows the errors that there are. What it may miss becomes a warning, also when asking fails. */
export async function checkErrors(
  backEnd: MetricsBackEnd,
  ratio: SignalAnswer | undefined,
  request: Omit<UnseenErrorsRequest, 'isZero'>,
  signal: AbortSignal,
): Promise<ErrorsCheck> {
  const points = ratio?.series.flatMap((series) => series.points) ?? [];
  if (points.length === 0) return { isUnknown: false, warnings: [] };
  const { service } = request;
  try {
    const isZero = points.every(([, value]) => value === 0);
    const { beforeFirstSample: count, neverMatched } = await backEnd.unseenErrors({ ...request, isZero }, signal);
    const warnings: string[] = [];
    if (neverMatched.length > 0) {
      warnings.push(
        `${service}: its errors are unknown, no series ever matched their selector. ${neverMatched.join(' ')}`,
      );
    }
    if (count > 0 && points.every(([, value]) => value < manifestRatio)) {
      warnings.push(
        `${service}: ${Math.round(count)} errors were counted before the first sample of their series; the ratio lacks them.`,
      );
    }
    return { isUnknown: neverMatched.length > 0, warnings };
  } catch (error) {
    if (!(error instanceof ToolFailure)) throw error;
    return { isUnknown: false, warnings: [`${service}: whether all errors are seen is not known: ${error.message}`] };
  }
}
