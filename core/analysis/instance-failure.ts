import { nearest } from './blame.ts';
import type { Candidate } from './candidate.ts';
import { candidateOf } from './candidate.ts';
import { Cause } from './cause.ts';
import type { Suspect } from './changes.ts';
import { isAcute, isTimely } from './conditions.ts';
import { Support } from './confidence.ts';
import type { Symptom } from './finding.ts';
import type { Scene } from './scene.ts';
import { troublesOf } from './scene.ts';
import type { Picture } from './symptoms.ts';
import { failingInstances } from './versions.ts';
import { conditionWords, listing } from './words.ts';

// Nearer than this, a loss of instances is more likely the release's doing than a coincidence.
const SAME_MOMENT = 0.8;
// Nobody says that it began with the trouble; a release that did is the likelier cause.
const UNDATED = 0.75;

/** Instances are gone, by the number that is up, or fail, as what runs them reports; contrary evidence weakens it. */
export function instanceFailureCandidate(
  picture: Picture,
  scene: Scene,
  suspects: readonly Suspect[],
): Candidate | undefined {
  const { service, troubles, soundInstances } = picture;
  const fewer = troubles.find(({ signal }) => signal === 'instances_up');
  const failing = picture.conditions.filter(isAcute);
  const release = nearest(picture, suspects, ['release', 'rollout']);
  // A rolling release takes instances away and brings them back.
  const isRolling = release !== undefined && (fewer === undefined || fewer.trend === 'recovered');
  if (failing.length === 0 && (fewer === undefined || isRolling)) return undefined;
  const hurt = scene.graph
    .callersOf(service)
    .filter((caller) => scene.pictures.get(caller)?.troubles.some(({ signal }) => signal === 'error_ratio'));
  const isContradicted = failing.length === 0 && soundInstances.length > 0;
  const factors = [
    release && isItsDoing(release, picture) ? 0.5 : 1,
    scene.explainedBy.has(service) ? Support.explained : 1,
    // One that was killed for its memory fails because of that.
    failing.some(({ kind }) => kind === 'out_of_memory') ? 0.5 : 1,
    fewer || failing.some((condition) => isTimely(condition, scene.onset)) ? 1 : 0.5,
    fewer || isConcerned(picture, scene) ? 1 : 0.5,
    isContradicted ? 0.5 : 1,
    fewer || failing.some(({ since }) => since !== undefined) ? 1 : UNDATED,
  ];
  const calls = hurt.length > 0 ? `; calls to it from ${listing(hurt)} fail` : '';
  const doubt = isContradicted ? ', although the back end reports all of them as healthy' : '';
  return candidateOf(scene, {
    service,
    cause: Cause.instanceFailure,
    statement: `${whatFails(service, fewer, failing.map(conditionWords))}${calls}${doubt}.`,
    support: factors.reduce((support, factor) => support * factor, Support.instancesLost),
    direct: true,
    symptoms: [
      ...(fewer ? [fewer] : []),
      ...troublesOf(scene, hurt).filter(({ signal }) => signal === 'error_ratio'),
      ...troubles.filter((symptom) => symptom !== fewer),
    ],
    conditions: failing,
    evidence: isContradicted ? soundInstances : [],
  });
}

/** Whether its instances matter to what the alert is about: it alerts itself, is in trouble, or one that waits for it is. */
function isConcerned({ service, troubles }: Picture, scene: Scene): boolean {
  const callers = scene.graph.callersOf(service).flatMap((caller) => scene.pictures.get(caller) ?? []);
  return scene.alertServices.includes(service) || [{ troubles }, ...callers].some((one) => one.troubles.length > 0);
}

/** Whether a release is the likelier cause: what fails is what it brought, or it came at that moment and that is not known. */
function isItsDoing(release: Suspect, picture: Picture): boolean {
  const { verdict } = failingInstances(picture, release);
  return verdict === 'for' || (verdict === 'silent' && release.proximity >= SAME_MOMENT);
}

function whatFails(service: string, fewer: Symptom | undefined, conditions: readonly string[]): string {
  if (!fewer) return `Instances of ${service} fail: ${listing(conditions)}`;
  const lost = fewer.after.value < 1 ? 'has no running instance left' : 'runs fewer instances than before';
  return `${service} ${lost}${conditions.length > 0 ? `: ${listing(conditions)}` : ''}`;
}
