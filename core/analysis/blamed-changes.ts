import { blameOf, nearest } from './blame.ts';
import type { Candidate } from './candidate.ts';
import { candidateOf } from './candidate.ts';
import { Cause } from './cause.ts';
import type { Suspect } from './changes.ts';
import { Support } from './confidence.ts';
import type { Scene } from './scene.ts';
import type { Picture } from './symptoms.ts';
import { comparedVersions, type FailingInstances, failingInstances } from './versions.ts';
import { nearnessWords } from './words.ts';

export function releaseCandidate(picture: Picture, scene: Scene, suspects: readonly Suspect[]): Candidate | undefined {
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
  const instances = failingInstances(picture, suspect);
  const what =
    change.version === undefined
      ? `A ${change.kind} of ${service} went out`
      : `${service} ${change.version} was released`;
  return candidateOf(scene, {
    service,
    cause: Cause.badRelease,
    statement: `${what} ${nearnessWords(proximity)} ${blame.what}${words}${instances.words}.`,
    change,
    support: judged(support, instances),
    direct: versions.verdict === 'only_new',
    symptoms: blame.symptoms,
    measurements: versions.measurements,
    conditions: [...new Set([...blame.conditions, ...instances.conditions])],
    evidence: [suspect.evidence],
  });
}

export function configurationCandidate(
  picture: Picture,
  scene: Scene,
  suspects: readonly Suspect[],
): Candidate | undefined {
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
    conditions: blame.conditions,
    evidence: [suspect.evidence],
  });
}

function judged(support: number, { verdict }: FailingInstances): number {
  switch (verdict) {
    case 'for':
      return Support.corroborated(support);
    case 'against':
      return Support.explained * support;
    case 'silent':
      return support;
    default:
      return verdict satisfies never;
  }
}
