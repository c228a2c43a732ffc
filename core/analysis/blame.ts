import { isAcute, isTimely } from './conditions.ts';
import type { Condition, Symptom } from './finding.ts';
import type { Change } from '../evidence/observations.ts';
import type { Suspect } from './changes.ts';
import { fellSilent } from './changes.ts';
import { Support } from './confidence.ts';
import type { Scene } from './scene.ts';
import { troublesOf } from './scene.ts';
import type { Picture } from './symptoms.ts';
import { listing, troubleWords } from './words.ts';

export interface Blame {
  /** Goes on from "was changed right before". */
  readonly what: string;
  readonly symptoms: readonly Symptom[];
  readonly conditions: readonly Condition[];
  /** Times the support of the change, 0 to 1: 1 for trouble that shows at the service and begins there. */
  readonly factor: number;
}

// CI and the platform tell of one release at slightly different times.
const SAME_RELEASE = 0.2;

/** The suspected change of a service that came nearest before its trouble; of equally near ones, one with a version. */
export function nearest(
  picture: Picture,
  suspects: readonly Suspect[],
  kinds: readonly Change['kind'][],
): Suspect | undefined {
  const own = suspects.filter(({ change }) => change.service === picture.service && kinds.includes(change.kind));
  const best = own.toSorted((a, b) => b.proximity - a.proximity);
  const least = (best[0]?.proximity ?? 0) - SAME_RELEASE;
  return best.find(({ change, proximity }) => change.version !== undefined && proximity >= least) ?? best[0];
}

/**
 * What a change of the service is blamed for: its own trouble, or its callers' where it cannot count that itself.
 * Undefined where nothing is in trouble.
 */
export function blameOf(picture: Picture, scene: Scene): Blame | undefined {
  const { service, troubles } = picture;
  const origin = scene.explainedBy.get(service);
  if (origin !== undefined) {
    return {
      what: `its trouble began, which ${origin} explains as well`,
      symptoms: troubles,
      conditions: [],
      factor: Support.explained,
    };
  }
  if (troubles.length > 0) {
    return { what: `its ${troubleWords(troubles)} got worse`, symptoms: troubles, conditions: [], factor: 1 };
  }
  const failing = picture.conditions.filter((one) => isAcute(one) && isTimely(one, scene.onset));
  if (failing.length > 0) return { what: 'its instances began to fail', symptoms: [], conditions: failing, factor: 1 };
  const callers = scene.graph.callersOf(service).filter((caller) => scene.origins.includes(caller));
  const hurt = callers.length > 0 ? callers : scene.origins;
  if (hurt.length === 0) return undefined;
  const silent = fellSilent(picture);
  return {
    what: `the trouble of ${listing(hurt)} began`,
    symptoms: [...(silent ? [silent] : []), ...troublesOf(scene, hurt)],
    conditions: [],
    factor: callers.length > 0 ? Support.unseen : Support.explained,
  };
}
