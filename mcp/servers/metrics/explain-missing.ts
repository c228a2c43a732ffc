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
      const reasons = await backEnd.explainEmpty(request, signal);
      const what = request.pool === undefined ? request.signal : `${request.signal} of ${request.pool}`;
      return reasons.map((reason) => `${service}: no ${what}. ${reason}`);
    }),
  );
  return [...missing, ...explained.flat()];
}
