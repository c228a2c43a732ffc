import { type Catalogue, type GoldenSignalSelectors, selectorsOf } from '#configuration/catalogue';
import { nearestNames } from '#core/text/nearest-name';
import { ToolFailure } from '../../kit/tool-failure.ts';
import type { MetricsBackEnd } from './back-end.ts';
import type { GoldenSignals } from './read-golden-signals.ts';

/** @throws ToolFailure NOT_FOUND that says which services there are, or that this one has no selectors */
export function serviceSelectors(catalogue: Catalogue, service: string): GoldenSignalSelectors {
  const selectors = selectorsOf(catalogue, service);
  if (selectors) return selectors;
  const names = Object.keys(catalogue.services);
  if (Object.hasOwn(catalogue.services, service)) {
    throw new ToolFailure(
      'NOT_FOUND',
      `The catalogue does not say where the golden signals of ${service} are found: add "selectors" to it or to "defaults".`,
    );
  }
  const near = nearestNames(service, names, 3);
  const offered = near.length > 0 ? `Names like it: ${near.join(', ')}.` : `It has: ${names.slice(0, 30).join(', ')}.`;
  throw new ToolFailure('NOT_FOUND', `The catalogue has no service ${JSON.stringify(service)}. ${offered}`);
}

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
