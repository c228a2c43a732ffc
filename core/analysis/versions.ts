import type { Condition, Measurement } from './finding.ts';
import type { Change } from '../evidence/observations.ts';
import { isAcute } from './conditions.ts';
import type { Suspect } from './changes.ts';
import { scaleFloor } from './deviation.ts';
import { measure } from './measure.ts';
import type { Picture } from './symptoms.ts';

/** How the versions that run side by side compare since the onset. */
export interface ComparedVersions {
  readonly verdict: 'only_new' | 'all_alike' | 'unknown';
  readonly measurements: readonly Measurement[];
}

const UNKNOWN: ComparedVersions = { verdict: 'unknown', measurements: [] };

/**
 * Compares the error ratio of a released version's instances with that of the others in the same minutes: what hits all
 * versions alike is not the release. Unknown where only one version has requests.
 */
export function comparedVersions(picture: Picture, change: Change): ComparedVersions {
  const { onset } = picture;
  if (onset === undefined || change.version === undefined) return UNKNOWN;
  const released = plain(change.version);
  const byVersion = picture.series.filter(
    ({ signal, dimension }) => signal === 'error_ratio' && dimension?.name === 'version',
  );
  const until = Math.max(onset, ...byVersion.map(({ points, stepSeconds }) => (points.at(-1)?.[0] ?? 0) + stepSeconds));
  const measured = byVersion.flatMap((series) => {
    const measurement = measure(series, 'median', onset, until);
    return measurement ? [{ isNew: plain(series.dimension?.value ?? '') === released, measurement }] : [];
  });
  const fresh = measured.find(({ isNew }) => isNew)?.measurement;
  const others = measured.filter(({ isNew }) => !isNew).map(({ measurement }) => measurement);
  if (!fresh || others.length === 0) return UNKNOWN;
  const worstOther = Math.max(...others.map(({ value }) => value));
  const clear = 4 * scaleFloor('error_ratio', worstOther);
  const measurements = [fresh, ...others];
  if (fresh.value - worstOther >= Math.max(clear, fresh.value / 2)) return { verdict: 'only_new', measurements };
  return worstOther >= 4 * scaleFloor('error_ratio', 0) ? { verdict: 'all_alike', measurements } : UNKNOWN;
}

// As words put it: from here on a release came right before the trouble.
const RIGHT_BEFORE = 0.5;

/** What the instances that fail, and the rollout, say of a release. */
export interface FailingInstances {
  readonly verdict: 'for' | 'against' | 'silent';
  /** Goes on behind the statement; empty where they are silent. */
  readonly words: string;
  readonly conditions: readonly Condition[];
}

/**
 * A release is the likelier where its rollout failed, or where the instances that fail are those that run it; where only
 * others fail, it is not what they fail of. Where some run it and some do not, their share is not known; and some time after
 * a release everything runs it.
 */
export function failingInstances(
  { conditions }: Picture,
  { change: { version }, proximity }: Pick<Suspect, 'change' | 'proximity'>,
): FailingInstances {
  const isReleased = (one: string) => plain(one) === plain(version ?? '');
  const rollout = conditions.filter(
    ({ kind, versions }) => kind === 'rollout_failed' && (versions.length === 0 || versions.some(isReleased)),
  );
  // One that is lost went with its node, whatever it ran.
  const failing = conditions.filter((one) => isAcute(one) && one.kind !== 'lost' && one.versions.length > 0);
  const versions = failing.flatMap((one) => one.versions);
  if (version !== undefined && versions.length > 0 && !versions.some(isReleased)) {
    return { verdict: 'against', words: ', but the instances that fail run another version', conditions: failing };
  }
  const isNear = proximity >= RIGHT_BEFORE;
  const runIt = isNear && version !== undefined && versions.every(isReleased) ? failing : [];
  const words = [
    ...(runIt.length > 0 ? ['; the instances that fail run it'] : []),
    ...(rollout.length > 0 ? ['; its rollout failed'] : []),
  ];
  return { verdict: words.length > 0 ? 'for' : 'silent', words: words.join(''), conditions: [...rollout, ...runIt] };
}

function plain(version: string): string {
  return version.replace(/^v(?=\d)/, '');
}
