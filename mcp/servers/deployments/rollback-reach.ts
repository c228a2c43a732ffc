import type { Preview } from '#core/actions/action';
import { notFound } from '../../kit/not-found.ts';
import { ToolFailure } from '../../kit/tool-failure.ts';
import type { Revision, RolloutHistory } from './back-end.ts';
import { objectionTo, secondsBetween } from './plan-rollback.ts';
import { isSameProgram, releasesOf } from './releases.ts';
import { safetyOf } from './safety.ts';

/**
 * The revision that is asked for.
 * @throws ToolFailure NOT_FOUND where there is none, PRECONDITION_FAILED where it runs what is wanted already
 */
export function rollbackTarget(
  service: string,
  { revisions }: RolloutHistory,
  asked: number,
  source: string,
): { readonly current: Revision; readonly target: Revision } {
  const current = revisions.at(-1) ?? revisions[0];
  const target = revisions.find(({ revision }) => revision === asked);
  if (!target) {
    const known = revisions.map(({ revision }) => String(revision)).reverse();
    throw notFound(source, `revision of ${service}`, String(asked), known);
  }
  if (!isSameProgram(current, target)) return { current, target };
  const same = `Revision ${asked} of ${service} has the version and the configuration that are wanted now`;
  throw new ToolFailure('PRECONDITION_FAILED', `${same} (${current.version}): there is nothing to go back to.`);
}

/** What going back would mean, from the history alone. Pure. */
export function rollbackReach(
  history: RolloutHistory,
  { current, target }: { readonly current: Revision; readonly target: Revision },
  { now, healthyForSeconds }: { readonly now: Date; readonly healthyForSeconds: number },
): Pick<Preview, 'changes' | 'risk' | 'amounts' | 'warnings'> {
  const { revisions, rollout } = history;
  const releases = releasesOf(revisions);
  const index = releases.findIndex((release) => release.revisions.includes(target));
  const release = releases[index];
  const between = revisions.filter(({ revision }) => revision > target.revision);
  const objection = objectionTo(releases, index, now, healthyForSeconds);
  const facts = safetyOf({ releases, current, target: release, between, rollout, now });
  const age = release?.replacedAt === undefined ? 0 : secondsBetween(release.replacedAt, now);
  return {
    changes: changesOf(current, target),
    // Where nothing tells of a migration there may be one.
    risk: between.some(({ migration }) => migration !== false) ? 'destructive' : 'reversible',
    amounts: { target_age_seconds: age },
    warnings: [
      ...(objection === undefined ? [] : [`The target: ${objection}.`]),
      ...facts.flatMap(({ ok, detail }) => (ok ? [] : [detail])),
    ],
  };
}

/** Settings by name only: a value may be a secret. A revision never changes, so its number says which value. */
function changesOf(current: Revision, target: Revision): Preview['changes'] {
  const names = new Set([...Object.keys(current.configuration), ...Object.keys(target.configuration)]);
  const settings = [...names].filter((name) => current.configuration[name] !== target.configuration[name]).sort();
  return [
    ...(current.version === target.version ? [] : [{ field: 'version', from: current.version, to: target.version }]),
    ...settings.map((name) => ({
      field: `configuration.${name}`,
      from: `as in revision ${current.revision}`,
      to: `as in revision ${target.revision}`,
    })),
  ];
}
