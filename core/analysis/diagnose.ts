import type { CatalogueService } from '../evidence/catalogue.ts';
import { Cause } from './cause.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { Diagnosis, RuledOut } from './finding.ts';
import { candidatesOf } from './causes.ts';
import { isAcute } from './conditions.ts';
import { judgeChanges } from './changes.ts';
import { FOUND } from './confidence.ts';
import { healthyFinding } from './healthy.ts';
import { missingIn, nextSteps } from './missing.ts';
import { observe } from './observed.ts';
import { byText, distinct } from './order.ts';
import { rank } from './rank.ts';
import { reachable } from './reach.ts';
import type { Scene } from './scene.ts';
import { sceneOf } from './scene.ts';
import { byStrength, hasAcuteCondition, looksWell } from './symptoms.ts';
import { steadyTraffic } from './traffic.ts';
import { troubleWords } from './words.ts';

// More than a person reads; a hostile answer may name any number of services.
const MOST_CONDITIONS = 50;

export interface DiagnoseInput {
  readonly alert: {
    readonly services: readonly string[];
    /** Unix seconds; of one that began before anything that was looked at: what was looked around instead. */
    readonly startedAt: number;
    /** Names of the rules that fire; none where all alerts are resolved. */
    readonly firing: readonly string[];
    /** Whether it began before anything that was looked at. No time before the trouble is then known to compare with. */
    readonly beganUnseen?: boolean;
  };
  /** Unix seconds; changes planned for later are left out. */
  readonly now: number;
  readonly topology: readonly CatalogueService[];
  readonly evidence: readonly Evidence[];
}

/**
 * Deterministic root-cause analysis over recorded evidence: the same input gives the same diagnosis, whatever the order
 * of evidence and topology. Never throws on evidence that does not fit: what cannot be read is left out and missed.
 */
export function diagnose({ alert, now, topology, evidence }: DiagnoseInput): Diagnosis {
  const scene = sceneOf(alert, topology, { observed: observe(evidence, now), now });
  const involved = distinct([...scene.reach, ...reachable(scene.alertServices, scene.graph.callersOf)]);
  const symptoms = involved.flatMap((service) => scene.pictures.get(service)?.symptoms ?? []).sort(byStrength);
  const conditions = involved
    .flatMap((service) => scene.pictures.get(service)?.conditions ?? [])
    .sort((a, b) => Number(isAcute(b)) - Number(isAcute(a)))
    .slice(0, MOST_CONDITIONS);
  const { suspects, ruledOut } = judgeChanges(scene);
  const missing = missingIn(scene, alert);

  const { rules } = scene;
  const healthy = alert.beganUnseen ? undefined : healthyFinding(scene, alert);
  if (healthy) return { verdict: 'healthy', rules, symptoms, conditions, findings: [healthy], ruledOut, missing };

  const findings = rank(candidatesOf(scene, suspects));
  const [top] = findings;
  // What moved a signal since then is worth telling, but not what made the alert fire.
  const found = !alert.beganUnseen && top !== undefined && top.cause !== Cause.unknown && top.confidence >= FOUND;
  const hasTrouble = scene.reach
    .flatMap((service) => scene.pictures.get(service) ?? [])
    .some((picture) => picture.onset !== undefined || hasAcuteCondition(picture));
  const earliest = symptoms.reduce((least, { onset }) => Math.min(least, onset), Infinity);
  const onset = hasTrouble ? scene.onset : Math.min(scene.violatedSince ?? Infinity, earliest);
  // A rule is violated and no signal shows it: they look elsewhere, or too early to clear anything.
  const isBlind = scene.violatedSince !== undefined && !hasTrouble;
  const clearsNothing = alert.beganUnseen === true || isBlind || !scene.enoughPoints;
  const blamed = findings.map(({ service }) => service);
  return {
    verdict: found ? 'cause_found' : 'inconclusive',
    rules,
    ...(Number.isFinite(onset) ? { onset } : {}),
    symptoms,
    conditions,
    findings,
    ruledOut: clearsNothing ? [] : hasTrouble ? [...ruledOut, ...cleared(scene, blamed)] : ruledOut,
    missing: found ? missing : [...missing, ...nextSteps(scene)],
  };
}

/** What was suspected besides changes, and is cleared: the traffic, and services in reach that no finding names. */
function cleared(scene: Scene, blamed: readonly string[]): readonly RuledOut[] {
  const cite = (services: readonly string[], signal?: string) =>
    distinct(
      services
        .flatMap((service) => scene.pictures.get(service)?.series ?? [])
        .filter((series) => signal === undefined || series.signal === signal)
        .map(({ evidence }) => evidence),
    );
  const traffic: readonly RuledOut[] = steadyTraffic(scene)
    ? [
        {
          subject: 'traffic',
          reason: 'requests did not rise much before the trouble began',
          evidence: cite(scene.alertServices, 'requests_per_second'),
        },
      ]
    : [];
  const services = [...scene.reach].sort(byText).flatMap((service): readonly RuledOut[] => {
    const picture = scene.pictures.get(service);
    const origin = scene.explainedBy.get(service);
    if (!picture || blamed.includes(service)) return [];
    if (origin !== undefined) {
      const reason = `its trouble (${troubleWords(picture.troubles)}) follows from ${origin}, which it waits for`;
      return [{ subject: service, reason, evidence: cite([service, origin]) }];
    }
    if (!looksWell(picture)) return [];
    const { soundInstances } = picture;
    const instances = soundInstances.length > 0 ? ' and its instances are well' : '';
    const reason = `its own signals stayed normal${instances}`;
    return [{ subject: service, reason, evidence: distinct([...cite([service]), ...soundInstances]) }];
  });
  return [...traffic, ...services];
}
