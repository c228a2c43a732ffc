import type { Revision, RolloutHistory } from './back-end.ts';
import { healthySeconds, type Release, releasesOf, wasRolledBack } from './releases.ts';
import { type SafetyFact, safetyOf } from './safety.ts';

interface RevisionName {
  readonly revision: number;
  readonly version: string;
  readonly at: string;
}

export interface RollbackPlan {
  /** What is wanted now. */
  readonly from: RevisionName;
  /** The same as `from` where there is nothing to go back to. */
  readonly to: RevisionName;
  /** Lies one between them? Going back does not undo it. */
  readonly includes_migration: boolean;
  readonly is_rollback_possible: boolean;
  /** Why it is not. */
  readonly reason?: string;
  /** Since the target was replaced. */
  readonly age_seconds: number;
  /** At most so many would be replaced. */
  readonly instances: number;
  readonly safety: readonly SafetyFact[];
}

const explainedAtMost = 3;

/**
 * Where to go back to: the last release before the present version's that has another version, was healthy long enough,
 * and was not itself gone back from. Pure.
 */
export function rollbackPlanOf(
  { revisions, rollout, instances }: RolloutHistory,
  { now, healthyForSeconds }: { readonly now: Date; readonly healthyForSeconds: number },
): RollbackPlan {
  const releases = releasesOf(revisions);
  const current = revisions.at(-1) ?? revisions[0];
  const candidates = releases
    .map((release, index) => ({ release, objection: objectionTo(releases, index, now, healthyForSeconds) }))
    .filter(({ release }) => release.version !== current.version)
    .reverse();
  const target = candidates.find(({ objection }) => objection === undefined)?.release;
  const to = target?.revisions.at(-1) ?? current;
  const between = revisions.filter(({ revision }) => revision > to.revision);
  return {
    from: nameOf(current),
    to: nameOf(to),
    includes_migration: between.some(({ migration }) => migration !== false),
    is_rollback_possible: target !== undefined,
    ...(target ? {} : { reason: whyNone(current, candidates) }),
    age_seconds: target?.replacedAt === undefined ? 0 : secondsBetween(target.replacedAt, now),
    instances,
    safety: safetyOf({ releases, current, target, between, rollout, now }),
  };
}

/** Why a release is nothing to go back to, or undefined. */
export function objectionTo(
  releases: readonly Release[],
  index: number,
  now: Date,
  wanted: number,
): string | undefined {
  const release = releases[index];
  if (!release) return undefined;
  const last = release.revisions.at(-1) ?? release.revisions[0];
  const name = `${release.version} (revision ${last.revision})`;
  if (release.completedAt === undefined) {
    return `${name} never became healthy${last.failure === undefined ? '' : `: ${last.failure}`}`;
  }
  if (wasRolledBack(releases, index)) return `${name} was rolled back before`;
  const healthy = healthySeconds(release, now);
  if (healthy >= wanted) return undefined;
  return `${name} was healthy for ${Math.floor(healthy)} s only, ${wanted} s are asked for`;
}

function whyNone(current: Revision, candidates: readonly { readonly objection: string | undefined }[]): string {
  const objections = candidates.flatMap(({ objection }) => objection ?? []).slice(0, explainedAtMost);
  if (objections.length > 0) return `There is no earlier healthy release: ${objections.join('; ')}.`;
  return `There is no earlier release: every known revision has version ${current.version}.`;
}

const nameOf = ({ revision, version, at }: Revision): RevisionName => ({ revision, version, at });
export const secondsBetween = (start: string, end: Date) =>
  Math.max(0, Math.floor((end.getTime() - Date.parse(start)) / 1_000));
