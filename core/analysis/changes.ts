import type { EvidenceId } from '../ids/evidence-id.ts';
import type { RuledOut, Symptom } from './finding.ts';
import type { ObservedChange } from './observed.ts';
import { distinct } from './order.ts';
import type { Scene } from './scene.ts';
import type { Picture } from './symptoms.ts';
import { looksWell } from './symptoms.ts';
import { changeWords, listing } from './words.ts';

/** A change that may be the cause, and how near before the trouble it came: 1 is at once, toward 0 with the distance. */
export interface Suspect extends ObservedChange {
  readonly proximity: number;
}

export interface JudgedChanges {
  readonly suspects: readonly Suspect[];
  readonly ruledOut: readonly RuledOut[];
}

// Clocks of CI and of the metrics differ by about this much.
const CLOCK_SKEW_SECONDS = 5;
const LEAST_PROXIMITY = 0.1;
// Older changes are history, not suspects: naming them all would hide the ones that were considered.
const CONSIDERED_HALF_LIVES = 12;

/**
 * 1 at the onset, 1/2 one half-life before it, and so on; undefined where the change came after the onset. The
 * half-life is 20 steps, at least a minute and at most 15: coarse series tell onsets late.
 */
function proximityOf(at: number, onset: number, stepSeconds: number): number | undefined {
  const gap = onset - at;
  if (gap < -CLOCK_SKEW_SECONDS) return undefined;
  return 1 / (1 + Math.max(0, gap) / halfLife(stepSeconds));
}

/** Tells changes that may be the cause from those that cannot be, each of the latter with its reason. */
export function judgeChanges(scene: Scene): JudgedChanges {
  const suspects: Suspect[] = [];
  const ruledOut: RuledOut[] = [];
  for (const observed of scene.observed.changes) {
    const picture = scene.pictures.get(observed.change.service);
    const step = Math.max(1, ...(picture?.series ?? []).map(({ stepSeconds }) => stepSeconds));
    const onset = picture?.onset ?? scene.onset;
    if (Math.min(onset, scene.onset) - observed.at > CONSIDERED_HALF_LIVES * halfLife(step)) continue;
    const proximity = proximityOf(observed.at, onset, step);
    const reason = reasonAgainst(observed, scene, proximity);
    if (reason === undefined && proximity !== undefined) suspects.push({ ...observed, proximity });
    else if (reason !== undefined) {
      const cited: EvidenceId[] = [observed.evidence, ...(picture?.series ?? []).map(({ evidence }) => evidence)];
      ruledOut.push({ subject: changeWords(observed.change), reason, evidence: distinct(cited) });
    }
  }
  return { suspects, ruledOut };
}

/** A fall of requests beside a change: the service may have become unreachable, which it cannot count itself. */
export function fellSilent(picture: Picture): Symptom | undefined {
  return picture.symptoms.find(
    ({ signal, before, after }) => signal === 'requests_per_second' && after.value <= before.value / 2,
  );
}

function halfLife(stepSeconds: number): number {
  return Math.min(900, Math.max(60, 20 * stepSeconds));
}

function reasonAgainst(observed: ObservedChange, scene: Scene, proximity: number | undefined): string | undefined {
  const { change, environment } = observed;
  const { service } = change;
  if (change.environment !== environment) return `it was made in ${change.environment}, not in ${environment}`;
  const picture = scene.pictures.get(service);
  const unhurt = picture !== undefined && looksWell(picture) && !couldBeUnreachable(picture, scene);
  if (!scene.reach.includes(service)) {
    const apart = `${listing(scene.alertServices)} ${scene.alertServices.length === 1 ? 'does' : 'do'} not wait for ${service}`;
    return unhurt ? `${apart}, and ${service}'s own signals stayed normal` : apart;
  }
  if (unhurt) return `the signals of ${service} stayed normal`;
  if (proximity === undefined) return `it came after the trouble had begun`;
  if (proximity < LEAST_PROXIMITY) return `it came long before the trouble began`;
  return undefined;
}

function couldBeUnreachable(picture: Picture, scene: Scene): boolean {
  return (
    fellSilent(picture) !== undefined &&
    scene.graph.callersOf(picture.service).some((caller) => scene.origins.includes(caller))
  );
}
