import { Cause } from './cause.ts';
import { blameOf, nearest } from './blame.ts';
import type { Candidate } from './candidate.ts';
import { candidateOf } from './candidate.ts';
import type { Suspect } from './changes.ts';
import { Support } from './confidence.ts';
import type { Scene } from './scene.ts';
import { troublesOf } from './scene.ts';
import type { Picture } from './symptoms.ts';
import { trafficCandidate } from './traffic.ts';
import { comparedVersions } from './versions.ts';
import { behaviourWords, listing, nearnessWords, troubleWords } from './words.ts';

/** What the picture of one service in reach tells about one cause. */
type Rule = (picture: Picture, scene: Scene, suspects: readonly Suspect[]) => Candidate | undefined;

// One more cause that shows itself is one more rule here. Their order does not matter: support ranks.
const RULES: readonly Rule[] = [badConfiguration, badRelease, instanceFailure, resourceExhaustion];

// A direct cause with less support leaves room for the plain statement of where the trouble begins.
const WEAK_SUPPORT = 0.4;
// Nearer than this, a loss of instances is more likely the release's doing than a coincidence.
const SAME_MOMENT = 0.8;

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
    .map((picture) => whereItBegins(picture, scene, traffic ? 0.5 : 1));
  return [...direct, ...(traffic ? [traffic] : []), ...indirect];
}

function badRelease(picture: Picture, scene: Scene, suspects: readonly Suspect[]): Candidate | undefined {
  const suspect = nearest(picture, suspects, ['release', 'rollout']);
  const blame = blameOf(picture, scene);
  if (!suspect || !blame) return undefined;
  const { service } = picture;
  const { change, proximity } = suspect;
  const versions = comparedVersions(picture, change);
  const { support, words } = {
    only_new: { support: Support.versionsDiffer(proximity), words: '; only its instances fail' },
    all_alike: {
      support: blame.factor * Support.change(proximity) * Support.explained,
      words: ', but other versions fail as well',
    },
    unknown: { support: blame.factor * Support.change(proximity), words: '' },
  }[versions.verdict];
  const what =
    change.version === undefined
      ? `A ${change.kind} of ${service} went out`
      : `${service} ${change.version} was released`;
  return candidateOf(scene, {
    service,
    cause: Cause.badRelease,
    statement: `${what} ${nearnessWords(proximity)} ${blame.what}${words}.`,
    change,
    support,
    direct: versions.verdict === 'only_new',
    symptoms: blame.symptoms,
    measurements: versions.measurements,
    evidence: [suspect.evidence],
  });
}

function badConfiguration(picture: Picture, scene: Scene, suspects: readonly Suspect[]): Candidate | undefined {
  const suspect = nearest(picture, suspects, ['configuration', 'flag']);
  const blame = blameOf(picture, scene);
  if (!suspect || !blame) return undefined;
  const { service } = picture;
  const { change, proximity } = suspect;
  const what = change.kind === 'flag' ? 'A flag' : 'The configuration';
  return candidateOf(scene, {
    service,
    cause: Cause.badConfiguration,
    statement: `${what} of ${service} was changed ${nearnessWords(proximity)} ${blame.what}.`,
    change,
    support: blame.factor * Support.change(proximity),
    symptoms: blame.symptoms,
    evidence: [suspect.evidence],
  });
}

function resourceExhaustion(picture: Picture, scene: Scene): Candidate | undefined {
  const { service, troubles } = picture;
  const full = troubles.find(({ signal, after }) => signal === 'saturation_ratio' && after.value >= 0.95);
  if (!full) return undefined;
  // Waiting for something slow fills a pool too.
  const origin = scene.explainedBy.get(service);
  const what = full.dimension ? `${full.dimension.name} "${full.dimension.value}"` : 'capacity';
  return candidateOf(scene, {
    service,
    cause: Cause.resourceExhaustion,
    statement: `${service} has used up its ${what}${origin === undefined ? '' : `, perhaps only while it waits for ${origin}`}.`,
    support: Support.exhaustion * (origin === undefined ? 1 : Support.explained),
    direct: origin === undefined,
    symptoms: [full, ...troubles.filter((symptom) => symptom !== full)],
  });
}

function instanceFailure(picture: Picture, scene: Scene, suspects: readonly Suspect[]): Candidate | undefined {
  const { service, troubles } = picture;
  const fewer = troubles.find(({ signal }) => signal === 'instances_up');
  if (!fewer) return undefined;
  const release = nearest(picture, suspects, ['release', 'rollout']);
  // A rolling release takes instances away and brings them back.
  if (release && fewer.trend === 'recovered') return undefined;
  const failing = scene.graph
    .callersOf(service)
    .filter((caller) => scene.pictures.get(caller)?.troubles.some(({ signal }) => signal === 'error_ratio'));
  const lost = fewer.after.value < 1 ? 'has no running instance left' : 'runs fewer instances than before';
  return candidateOf(scene, {
    service,
    cause: Cause.instanceFailure,
    statement: `${service} ${lost}${failing.length > 0 ? `; calls to it from ${listing(failing)} fail` : ''}.`,
    support: Support.instancesLost * (release && release.proximity >= SAME_MOMENT ? 0.5 : 1),
    direct: true,
    symptoms: [
      fewer,
      ...troublesOf(scene, failing).filter(({ signal }) => signal === 'error_ratio'),
      ...troubles.filter((symptom) => symptom !== fewer),
    ],
  });
}

function whereItBegins(picture: Picture, scene: Scene, factor: number): Candidate {
  const { service, troubles } = picture;
  const waiting = scene.alertServices.filter((name) => scene.explainedBy.get(name) === service);
  const unchanged = scene.observed.changesListed ? ', and no change of its own explains it' : '';
  const parts =
    waiting.length > 0
      ? {
          cause: Cause.dependencyFailure,
          statement: `${listing(waiting)} ${waiting.length === 1 ? 'waits' : 'wait'} for ${service}, which ${behaviourWords(troubles)}${unchanged}.`,
          support: Support.dependency * factor,
        }
      : {
          cause: Cause.unknown,
          statement: `The trouble begins at ${service} (${troubleWords(troubles)}), and nothing seen so far says why.`,
          support: Support.unknown * factor,
        };
  return candidateOf(scene, { service, ...parts, symptoms: troubles });
}
