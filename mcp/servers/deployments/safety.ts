import type { Revision, RolloutHistory } from './back-end.ts';
import { type Release, wasRolledBack } from './releases.ts';

export const safetyFacts = [
  'current_is_release',
  'no_migration_between',
  'no_rollout_in_progress',
  'one_change_between',
  'same_configuration',
  'target_is_recent',
  'target_never_failed',
] as const;

/** One thing to know before going back. Not ok is a reason to look, not a prohibition: that is for policy. */
export interface SafetyFact {
  readonly fact: (typeof safetyFacts)[number];
  readonly ok: boolean;
  readonly detail: string;
}

const recentSeconds = 14 * 86_400;

export interface Situation {
  readonly releases: readonly Release[];
  readonly current: Revision;
  /** Undefined: there is none, and only what is true of the present release is told. */
  readonly target: Release | undefined;
  /** Revisions after the target, the present one included. */
  readonly between: readonly Revision[];
  readonly rollout: RolloutHistory['rollout'];
  readonly now: Date;
}

/** Sorted by fact. */
export function safetyOf({ releases, current, target, between, rollout, now }: Situation): readonly SafetyFact[] {
  const ofCurrent = [currentIsRelease(releases), noRolloutInProgress(rollout, current)];
  if (!target) return ofCurrent;
  return [
    ...ofCurrent,
    noMigrationBetween(between),
    oneChangeBetween(between),
    sameConfiguration(target, current),
    targetIsRecent(target, now),
    targetNeverFailed(releases, target),
  ].sort((a, b) => (a.fact < b.fact ? -1 : 1));
}

function currentIsRelease(releases: readonly Release[]): SafetyFact {
  const fact = 'current_is_release';
  const present = releases.at(-1)?.revisions[0];
  if (!present) return { fact, ok: false, detail: 'Nothing is known of what runs now.' };
  const { revision, kind, version, at } = present;
  if (kind !== 'release') {
    return { fact, ok: false, detail: `What runs now came by a ${kind} change (revision ${revision}, ${at}).` };
  }
  if (releases.slice(0, -1).some((release) => release.version === version)) {
    return { fact, ok: false, detail: `${version} (revision ${revision}, ${at}) ran before: this is no new release.` };
  }
  return { fact, ok: true, detail: `${version} was released as revision ${revision} at ${at}.` };
}

function noRolloutInProgress(rollout: RolloutHistory['rollout'], { revision }: Revision): SafetyFact {
  const words = {
    complete: `The rollout of revision ${revision} is complete.`,
    progressing: `The rollout of revision ${revision} is still in progress: both versions serve.`,
    failed: `The rollout of revision ${revision} failed; what ran before it may still serve.`,
  };
  return { fact: 'no_rollout_in_progress', ok: rollout !== 'progressing', detail: words[rollout] };
}

function noMigrationBetween(between: readonly Revision[]): SafetyFact {
  const fact = 'no_migration_between';
  const migrated = between.filter(({ migration }) => migration === true);
  const untold = between.filter(({ migration }) => migration === undefined);
  const list = (revisions: readonly Revision[]) =>
    revisions.map((one) => `${one.version} (${one.revision})`).join(', ');
  if (migrated.length > 0) {
    return {
      fact,
      ok: false,
      detail: `The schema was migrated with ${list(migrated)}; going back does not undo that.`,
    };
  }
  if (untold.length > 0) return { fact, ok: false, detail: `Nothing tells whether ${list(untold)} migrated a schema.` };
  return { fact, ok: true, detail: 'No schema was migrated since the target.' };
}

function oneChangeBetween(between: readonly Revision[]): SafetyFact {
  const changes = between.filter(({ kind }) => kind !== 'rollout');
  const list = changes.map(({ kind, revision }) => `${kind} ${revision}`).join(', ');
  const detail =
    changes.length === 1
      ? 'The release is the only change since the target.'
      : `Going back takes ${changes.length} changes back at once: ${list}.`;
  return { fact: 'one_change_between', ok: changes.length === 1, detail };
}

/** Names only: a setting's value may be a secret. */
function sameConfiguration(target: Release, current: Revision): SafetyFact {
  const names = new Set([...Object.keys(target.configuration), ...Object.keys(current.configuration)]);
  const different = [...names].filter((name) => target.configuration[name] !== current.configuration[name]).sort();
  const detail =
    different.length === 0
      ? 'The target has the configuration of today.'
      : `Going back also changes the settings: ${different.join(', ')}.`;
  return { fact: 'same_configuration', ok: different.length === 0, detail };
}

function targetIsRecent({ version, replacedAt, revisions: [{ at }] }: Release, now: Date): SafetyFact {
  const seconds = replacedAt === undefined ? 0 : (now.getTime() - Date.parse(replacedAt)) / 1_000;
  const limit = `${recentSeconds / 86_400} days`;
  const detail = `${version} was rolled out at ${at} and served until ${replacedAt ?? 'now'}; recent is within ${limit}.`;
  return { fact: 'target_is_recent', ok: seconds <= recentSeconds, detail };
}

/** The release itself has not, or it would be no target; its version may have, at another time. */
function targetNeverFailed(releases: readonly Release[], target: Release): SafetyFact {
  const fact = 'target_never_failed';
  for (const [index, { version, completedAt, revisions }] of releases.entries()) {
    if (version !== target.version) continue;
    const [{ revision, failure }] = revisions;
    if (completedAt === undefined && failure !== undefined) {
      return { fact, ok: false, detail: `The rollout of ${version} as revision ${revision} failed: ${failure}` };
    }
    if (wasRolledBack(releases, index)) {
      return { fact, ok: false, detail: `${version} (revision ${revision}) was rolled back before.` };
    }
  }
  return { fact, ok: true, detail: `No rollout of ${target.version} failed, and nobody went back from it.` };
}
