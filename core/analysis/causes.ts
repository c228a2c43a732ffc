import { configurationCandidate, releaseCandidate } from './blamed-changes.ts';
import { Cause } from './cause.ts';
import type { Candidate } from './candidate.ts';
import { candidateOf } from './candidate.ts';
import type { Suspect } from './changes.ts';
import { isRecent } from './conditions.ts';
import { Support } from './confidence.ts';
import { exhaustionCandidate } from './exhaustion.ts';
import type { Condition } from './finding.ts';
import { instanceFailureCandidate } from './instance-failure.ts';
import type { Scene } from './scene.ts';
import type { Picture } from './symptoms.ts';
import { trafficCandidate } from './traffic.ts';
import { behaviourWords, conditionWords, listing, troubleWords, waitWords } from './words.ts';

/** What the picture of one service in reach tells about one cause. */
type Rule = (picture: Picture, scene: Scene, suspects: readonly Suspect[]) => Candidate | undefined;

// One more cause that shows itself is one more rule here. Their order does not matter: support ranks.
const RULES: readonly Rule[] = [
  alertOnUnseen,
  configurationCandidate,
  releaseCandidate,
  instanceFailureCandidate,
  exhaustionCandidate,
];

// A direct cause with less support leaves room for the plain statement of where the trouble begins.
const WEAK_SUPPORT = 0.4;

/** All candidates: what shows itself at the services in reach, and where the trouble begins if that says too little. */
export function candidatesOf(scene: Scene, suspects: readonly Suspect[]): readonly Candidate[] {
  const direct = scene.reach
    .flatMap((service) => scene.pictures.get(service) ?? [])
    .flatMap((picture) => RULES.flatMap((rule) => rule(picture, scene, suspects) ?? []));
  const strong = new Set(direct.filter(({ support }) => support >= WEAK_SUPPORT).map(({ service }) => service));
  const traffic = trafficCandidate(scene, strong.size > 0);
  const indirect = scene.origins
    .filter((service) => !strong.has(service))
    .flatMap((service) => scene.pictures.get(service) ?? [])
    .filter(({ troubles }) => troubles.length > 0)
    .map((picture) => whereItBegins(picture, scene, traffic ? 0.5 : 1));
  return [...direct, ...(traffic ? [traffic] : []), ...indirect];
}

/** Something that the alerting services wait for shows no signals, but another alert fires on it. */
function alertOnUnseen(picture: Picture, scene: Scene): Candidate | undefined {
  const { service } = picture;
  const alerts = otherAlerts(picture, scene);
  if (picture.observed || alerts.length === 0 || scene.alertServices.includes(service)) return undefined;
  return candidateOf(scene, {
    service,
    cause: Cause.dependencyFailure,
    statement: `${waitWords(scene.alertServices)} for ${service}, on which ${listing(alerts.map(conditionWords))}.`,
    support: Support.alerting,
    symptoms: [],
    conditions: alerts,
  });
}

function whereItBegins(picture: Picture, scene: Scene, factor: number): Candidate {
  const { service, troubles } = picture;
  const waiting = scene.alertServices.filter((name) => scene.explainedBy.get(name) === service);
  const unchanged = scene.observed.changesListed ? ', and no change of its own explains it' : '';
  const alerts = otherAlerts(picture, scene);
  const too = alerts.length > 0 ? `; ${listing(alerts.map(conditionWords))} on it too` : '';
  const parts =
    waiting.length > 0
      ? {
          cause: Cause.dependencyFailure,
          statement: `${waitWords(waiting)} for ${service}, which ${behaviourWords(troubles)}${unchanged}${too}.`,
          support: Support.dependency * factor,
        }
      : {
          cause: Cause.unknown,
          statement: `The trouble begins at ${service} (${troubleWords(troubles)}), and nothing seen so far says why${too}.`,
          support: Support.unknown * factor,
        };
  const support = alerts.length > 0 ? Support.corroborated(parts.support) : parts.support;
  return candidateOf(scene, { service, ...parts, support, symptoms: troubles, conditions: alerts });
}

/** The alerts besides the incident's own that began to fire on a service when the trouble did. */
function otherAlerts({ conditions }: Picture, { onset }: Scene): readonly Condition[] {
  return conditions.filter((condition) => condition.kind === 'alert_fires' && isRecent(condition, onset));
}
