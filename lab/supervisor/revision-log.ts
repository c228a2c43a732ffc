import type { LabRevision, ServicePatch, ServiceStatus } from '../supervisor-api.ts';
import type { Wanted } from './plan-patch.ts';

export interface RevisionLog {
  /** Oldest first, with their outcomes; never empty. */
  list(): readonly LabRevision[];
  /** The desired state. */
  wanted(): LabRevision;
  add(wanted: Wanted, kind: LabRevision['kind'], how: Pick<ServicePatch, 'by' | 'summary' | 'action'>): LabRevision;
  /** Records the outcome of a rollout. */
  keepOutcome(rollout: ServiceStatus['rollout']): void;
}

/** All revisions of one service. @param migrations versions that change the schema */
export function createRevisionLog(first: Wanted, migrations: readonly string[]): RevisionLog {
  const at = new Date().toISOString();
  const revisions: LabRevision[] = [{ number: 1, kind: 'release', ...first, at, by: 'lab', migration: false }];
  const outcomes = new Map<number, Pick<LabRevision, 'completedAt' | 'failure'>>();
  const wanted = () => revisions.at(-1)!; // never empty

  return {
    list: () => revisions.map((revision) => ({ ...revision, ...outcomes.get(revision.number) })),
    wanted,
    add(next, kind, { by, summary, action }) {
      // The schema is never changed back: a release that returns does not migrate again.
      const isFirst = revisions.every(({ version }) => version !== next.version);
      const revision: LabRevision = {
        number: wanted().number + 1,
        kind,
        ...next,
        at: new Date().toISOString(),
        by,
        migration: isFirst && migrations.includes(next.version),
        ...(summary === undefined ? {} : { summary }),
        ...(action === undefined ? {} : { action }),
      };
      revisions.push(revision);
      return revision;
    },
    keepOutcome({ state, revision, message = 'an instance did not start' }) {
      // After a rollout has completed, a failure is one of an instance, not of the release.
      if (state === 'progressing' || outcomes.get(revision)?.completedAt !== undefined) return;
      const ended = new Date().toISOString();
      outcomes.set(revision, state === 'complete' ? { completedAt: ended } : { failure: { at: ended, message } });
    },
  };
}
