import { Cause } from './cause.ts';
import type { Finding, Measurement } from './finding.ts';
import { measure } from './measure.ts';
import { distinct } from './order.ts';
import type { Scene } from './scene.ts';
import type { Picture } from './symptoms.ts';
import { isLatency, looksWell } from './symptoms.ts';
import { listing } from './words.ts';

const CONFIDENCE = 0.9;
// Of a service outside the catalogue nobody knows what it waits for.
const CONFIDENCE_ALONE = 0.6;

/**
 * "Healthy, no action": the rules that fire were evaluated and are not violated, every service in reach was observed
 * from before the alert (Unix seconds) until after it, nothing left its normal range, and no answer was only a part.
 * Undefined otherwise: what was not seen is not healthy.
 */
export function healthyFinding(
  scene: Scene,
  { startedAt: alertAt, firing }: { readonly startedAt: number; readonly firing: readonly string[] },
): Finding | undefined {
  const [first] = scene.alertServices;
  const pictures = scene.reach.flatMap((service) => scene.pictures.get(service) ?? []);
  if (first === undefined || !pictures.every(isHealthy)) return undefined;
  if (!scene.enoughPoints || scene.observed.partial.size > 0 || !firing.every((name) => isCalm(name, scene))) {
    return undefined;
  }
  const series = pictures.flatMap((picture) => picture.series);
  const measurements = pictures.flatMap((picture) => keyNumbers(picture, alertAt));
  const others = scene.reach.length > scene.alertServices.length ? ' and everything it waits for' : '';
  const look = others === '' && scene.alertServices.length === 1 ? 'looks' : 'look';
  return {
    id: 'f1',
    service: first,
    cause: Cause.falseAlarm,
    confidence: scene.alertServices.every(scene.graph.knows) ? CONFIDENCE : CONFIDENCE_ALONE,
    statement: `${listing(scene.alertServices)}${others} ${look} as before the alert: healthy, no action.`,
    evidence: distinct([
      ...[...series, ...scene.rules].map(({ evidence }) => evidence),
      ...pictures.flatMap(({ soundInstances }) => soundInstances),
    ]),
    measurements,
  };
}

/** Whether the rule of that name was evaluated and does not hold, or never says anything. */
function isCalm(name: string, { rules }: Scene): boolean {
  const own = rules.filter((rule) => rule.name === name);
  return own.length > 0 && own.every(({ state }) => state === 'not_violated' || state === 'measures_nothing');
}

function isHealthy(picture: Picture): boolean {
  const slight = picture.symptoms.every(
    ({ signal, before, after }) =>
      signal === 'requests_per_second' && after.value < 2 * before.value && after.value > before.value / 2,
  );
  return slight && looksWell(picture);
}

function keyNumbers({ series }: Picture, alertAt: number): readonly Measurement[] {
  return series
    .filter(({ signal, dimension }) => !dimension && (signal === 'error_ratio' || isLatency(signal)))
    .flatMap((one) => {
      const end = (one.points.at(-1)?.[0] ?? alertAt) + one.stepSeconds;
      const start = one.points[0]?.[0] ?? alertAt;
      return measure(one, 'median', Math.max(start, alertAt - 60), end) ?? [];
    });
}
