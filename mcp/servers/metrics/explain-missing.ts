import { ToolFailure } from '../../kit/tool-failure.ts';
import type { MetricsBackEnd } from './back-end.ts';
import type { GoldenSignals } from './read-golden-signals.ts';

const explainedAtMost = 4;

/** What is missing of a service's signals and why, a few sentences at most. */
export async function hintsFor(
  backEnd: MetricsBackEnd,
  { service, notConfigured, empty }: GoldenSignals,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const missing =
    notConfigured.length > 0 ? [`${service}: the catalogue has no selector for ${notConfigured.join(', ')}.`] : [];
  const explained = await Promise.all(
    empty.slice(0, explainedAtMost).map(async (request) => {
      const reasons = await reasonsOf(backEnd, request, signal);
      const what = request.pool === undefined ? request.signal : `${request.signal} of ${request.pool}`;
      return reasons.map((reason) => `${service}: no ${what}. ${reason}`);
    }),
  );
  return [...missing, ...explained.flat()];
}

/** An explanation is a courtesy: one that fails costs a sentence, never the answer. */
async function reasonsOf(
  backEnd: MetricsBackEnd,
  request: GoldenSignals['empty'][number],
  signal: AbortSignal,
): Promise<readonly string[]> {
  try {
    return await backEnd.explainEmpty(request, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ToolFailure)) throw error;
    return [`Why is not known: ${error.message}`];
  }
}
