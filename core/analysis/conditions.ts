import { canonicalJson } from '../json/canonical-json.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { type Observations, observationsOf } from '../evidence/read-observations.ts';
import type { EvidenceId } from '../ids/evidence-id.ts';
import type { Condition, ConditionKind } from './finding.ts';
import type { Cited } from './observed.ts';
import { byText, distinct, grouped } from './order.ts';
import { type Sighting, sightingsOf, type Window } from './sightings.ts';

/** What the alert of the incident says about itself. Times in Unix seconds. */
interface OwnAlert {
  readonly services: readonly string[];
  readonly firing: readonly string[];
  readonly startedAt: number;
}

// Enough to see what is wrong; a service may have thousands of instances.
const MOST_SUBJECTS = 20;
// An alert fires long after what it sees, where its rule has to be violated for a while.
const LONGEST_LOOK_BACK_SECONDS = 3600;
/** What began longer before the trouble is other trouble. */
export const LONGEST_LEAD_SECONDS = 15 * 60;
const LATEST_SECONDS = 120;

/** Whether calls to the service may fail because of it. */
const IS_ACUTE: Readonly<Record<ConditionKind, boolean>> = {
  alert_fires: false,
  crashed: false,
  crashing: true,
  down: true,
  fails_health_check: true,
  lost: true,
  near_cpu_limit: false,
  near_memory_limit: false,
  not_ready: true,
  not_starting: true,
  out_of_memory: true,
  rollout_failed: false,
  too_few_ready: true,
};

export function isAcute({ kind }: Condition): boolean {
  return IS_ACUTE[kind];
}

/** Instances may live near a limit for years. */
export function isNearLimit({ kind }: Condition): boolean {
  return kind === 'near_cpu_limit' || kind === 'near_memory_limit';
}

/**
 * Whether a service that it is about cannot be called healthy. What began before events were counted has nothing to do
 * with the alert.
 */
export function isWorrying(condition: Condition): boolean {
  const { since, from } = condition;
  return !isNearLimit(condition) && (since === undefined || since >= from);
}

/** Whether it may belong to trouble that began at `onset` (Unix seconds): not where it has lasted for much longer. */
export function isRecent({ since }: Condition, onset: number): boolean {
  return since === undefined || since >= onset - LONGEST_LEAD_SECONDS;
}

/** Whether it began around the trouble: what fails much later is hurt by it. Events come late. */
export function isTimely(condition: Condition, onset: number): boolean {
  return isRecent(condition, onset) && (condition.since ?? onset) <= onset + LATEST_SECONDS;
}

/**
 * What the answers say of services besides numbers over time: one condition per service and kind, sorted. The
 * incident's own alerts are left out. @param now Unix seconds
 */
export function conditionsOf(
  answers: readonly Cited<{ readonly observations: Observations }>[],
  alert: OwnAlert,
  now: number,
): readonly Condition[] {
  const window = {
    from: Math.min(alert.startedAt, now) - LONGEST_LOOK_BACK_SECONDS,
    to: now,
    alertAt: alert.startedAt,
  };
  const sightings = answers.flatMap(({ observations, evidence }) =>
    sightingsOf(observations, window)
      .filter((sighting) => !isOwn(sighting, alert))
      .map((sighting) => ({ ...sighting, evidence })),
  );
  const keyOf = ({ service, kind }: Pick<Sighting, 'service' | 'kind'>) => JSON.stringify([service, kind]);
  const groups = grouped(sightings, keyOf);
  // That it crashed once adds nothing to that it crashes again and again.
  const isKept = ({ service, kind }: Condition) =>
    kind !== 'crashed' || !groups.has(keyOf({ service, kind: 'crashing' }));
  return [...groups]
    .sort(([a], [b]) => byText(a, b))
    .flatMap(([, group]) => conditionOf(group, window) ?? [])
    .filter(isKept);
}

/**
 * By service, the evidence that its instances are well: all that are wanted are ready, and all that were asked answer that
 * they are healthy. One back end that says otherwise is enough for none.
 */
export function soundInstances(
  answers: readonly Cited<{ readonly observations: Observations }>[],
): ReadonlyMap<string, readonly EvidenceId[]> {
  const sound = new Map<string, Set<EvidenceId>>();
  const doubted = new Set<string>();
  for (const { observations, evidence } of answers) {
    const looks = [
      ...observations.workloads.map(({ item, service }) => ({
        service,
        isSound: item.replicas > 0 && item.ready >= item.replicas && item.rollout?.state !== 'failed',
      })),
      ...observations.health_checks.map(({ item, service }) => ({ service, isSound: item.is_healthy })),
    ];
    for (const { service, isSound } of looks) {
      if (!isSound) doubted.add(service);
      const cited = sound.get(service) ?? new Set();
      sound.set(service, cited.add(evidence));
    }
  }
  return new Map(
    [...sound].filter(([service]) => !doubted.has(service)).map(([service, cited]) => [service, distinct(cited)]),
  );
}

/** Whether the evidence that a condition cites says it again, word for word. */
export function isWitnessed(condition: Condition, evidenceById: ReadonlyMap<string, Evidence>): boolean {
  const { service, kind, subjects, evidence, from, to, alertAt } = condition;
  const seen = evidence.flatMap((id) => {
    const answer = evidenceById.get(id);
    if (!answer) return [];
    return (
      sightingsOf(observationsOf(answer.payload), { from, to, alertAt })
        .filter((one) => one.service === service && one.kind === kind)
        // The incident's own alerts are among those that fire.
        .filter(({ subject }) => kind !== 'alert_fires' || subjects.includes(subject))
        .map((one) => ({ ...one, evidence: id }))
    );
  });
  const again = conditionOf(seen, { from, to, alertAt });
  return again !== undefined && canonicalJson(again) === canonicalJson(condition);
}

function isOwn({ kind, service, subject }: Sighting, { services, firing }: OwnAlert): boolean {
  return kind === 'alert_fires' && firing.includes(subject) && (services.length === 0 || services.includes(service));
}

function conditionOf(sightings: readonly Cited<Sighting>[], window: Window): Condition | undefined {
  const [first] = sightings;
  if (!first) return undefined;
  const { service, kind } = first;
  const begun = sightings.flatMap(({ since }) => since ?? []);
  const versions = sightings.flatMap(({ version }) => version ?? []);
  // Of the instance that is named first.
  const [reason] = sightings.toSorted((a, b) => byText(a.subject, b.subject)).flatMap((one) => one.reason ?? []);
  return {
    service,
    kind,
    subjects: distinct(sightings.flatMap(({ subject }) => (subject === '' ? [] : [subject]))).slice(0, MOST_SUBJECTS),
    versions: distinct(versions).slice(0, MOST_SUBJECTS),
    ...(begun.length > 0 ? { since: begun.reduce((least, time) => Math.min(least, time)) } : {}),
    ...(reason === undefined ? {} : { reason }),
    evidence: distinct<EvidenceId>(sightings.map((one) => one.evidence)),
    ...window,
  };
}
