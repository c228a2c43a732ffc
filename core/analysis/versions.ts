import type { Measurement } from './finding.ts';
import type { Change } from '../evidence/observations.ts';
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

function plain(version: string): string {
  return version.replace(/^v(?=\d)/, '');
}
