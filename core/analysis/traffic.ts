import { Cause } from './cause.ts';
import type { Symptom } from './finding.ts';
import type { Candidate } from './candidate.ts';
import { candidateOf } from './candidate.ts';
import { Support } from './confidence.ts';
import { reachable } from './reach.ts';
import type { Scene } from './scene.ts';
import { troublesOf } from './scene.ts';
import { byStrength } from './symptoms.ts';
import { troubleWords } from './words.ts';

/**
 * More load from outside: requests at least doubled where they enter, and not after the trouble began. Fewer requests
 * follow from trouble and are never a cause.
 */
export function trafficCandidate(scene: Scene, directCauseSeen: boolean): Candidate | undefined {
  const entry = doubledEntries(scene)[0];
  if (!entry) return undefined;
  const troubles = troublesOf(scene, scene.reach);
  const effect =
    troubles.length === 0
      ? ', and nothing has suffered from it so far'
      : ` before anything else went wrong (${troubleWords(troubles)})`;
  return candidateOf(scene, {
    service: entry.service,
    cause: Cause.trafficChange,
    statement: `Requests to ${entry.service} have at least doubled${effect}.`,
    support: Support.traffic * (directCauseSeen ? 0.5 : 1),
    symptoms: [entry, ...troubles],
  });
}

/** Whether the requests of an alerting service are known and did not double. */
export function steadyTraffic(scene: Scene): boolean {
  const known = scene.alertServices.every((service) =>
    scene.pictures
      .get(service)
      ?.series.some(({ signal, points }) => signal === 'requests_per_second' && points.length > 0),
  );
  const services = [...scene.alertServices, ...reachable(scene.alertServices, scene.graph.callersOf)];
  return known && services.every((service) => !scene.pictures.get(service)?.symptoms.some(isDoubled));
}

/** Requests that rose where they enter: at services of this incident without an observed caller. */
function doubledEntries(scene: Scene): readonly Symptom[] {
  const steps = scene.observed.series.map(({ stepSeconds }) => stepSeconds);
  const latest = scene.onset + steps.reduce((a, b) => Math.max(a, b), 1);
  const involved = [...reachable(scene.alertServices, scene.graph.callersOf), ...scene.reach];
  return [...new Set(involved)]
    .filter((service) => scene.graph.callersOf(service).every((caller) => !scene.pictures.get(caller)?.observed))
    .flatMap((service) => scene.pictures.get(service)?.symptoms.filter(isDoubled) ?? [])
    .filter(({ onset }) => troublesOf(scene, scene.reach).length === 0 || onset <= latest)
    .sort(byStrength);
}

function isDoubled({ signal, before, after, deviation }: Symptom): boolean {
  return signal === 'requests_per_second' && deviation > 0 && after.value >= 2 * before.value;
}
