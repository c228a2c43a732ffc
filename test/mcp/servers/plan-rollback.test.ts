import { describe, expect, it } from 'vitest';
import type { Revision, RolloutHistory } from '#mcp/servers/deployments/back-end';
import { rollbackPlanOf } from '#mcp/servers/deployments/plan-rollback';
import { safetyFacts } from '#mcp/servers/deployments/safety';

const minute = (count: number) => new Date(Date.UTC(2026, 10, 21, 3, count)).toISOString();
const now = new Date(minute(60));

/** A revision wanted in that minute and healthy one minute later. */
function revision(number: number, version: string, at: number, changes: Partial<Revision> = {}): Revision {
  return {
    revision: number,
    version,
    kind: 'release',
    at: minute(at),
    configuration: {},
    migration: false,
    completedAt: minute(at + 1),
    ...changes,
  };
}

function plan(revisions: [Revision, ...Revision[]], rollout: RolloutHistory['rollout'] = 'complete') {
  return rollbackPlanOf({ revisions, rollout, instances: 3 }, { now, healthyForSeconds: 60 });
}

const notOk = ({ safety }: ReturnType<typeof plan>) => safety.filter(({ ok }) => !ok).map(({ fact }) => fact);
const detail = ({ safety }: ReturnType<typeof plan>, wanted: string) =>
  safety.find(({ fact }) => fact === wanted)?.detail;

describe('a rollback', () => {
  it('goes back to the release before, and every fact is well', () => {
    const planned = plan([revision(1, 'v1', 0), revision(2, 'v2', 30)]);
    expect(planned).toMatchObject({
      from: { revision: 2, version: 'v2', at: minute(30) },
      to: { revision: 1, version: 'v1', at: minute(0) },
      includes_migration: false,
      is_rollback_possible: true,
      age_seconds: 1_800,
      instances: 3,
    });
    expect(planned).not.toHaveProperty('reason');
    expect(planned.safety.map(({ fact }) => fact)).toEqual(safetyFacts);
    expect(notOk(planned)).toEqual([]);
  });

  it('names the last revision of the release before, however it was scaled', () => {
    const scaled = revision(2, 'v1', 20, { kind: 'rollout', replicas: 5, completedAt: undefined });
    const planned = plan([revision(1, 'v1', 0), scaled, revision(3, 'v2', 20)]);
    expect(planned.to.revision).toBe(2);
    expect(notOk(planned)).toEqual([]);
  });

  it('passes over a release that was not healthy for long enough, and says that it takes two changes back', () => {
    const planned = plan([revision(1, 'v1', 0), revision(2, 'v2', 30), revision(3, 'v3', 31)]);
    expect(planned.to.revision).toBe(1);
    expect(notOk(planned)).toEqual(['one_change_between']);
    expect(detail(planned, 'one_change_between')).toBe(
      'Going back takes 2 changes back at once: release 2, release 3.',
    );
  });

  it('passes over a release that never came up', () => {
    const failed = revision(2, 'v2', 20, { completedAt: undefined, failure: 'it ended with 1' });
    expect(plan([revision(1, 'v1', 0), failed, revision(3, 'v3', 40)]).to.revision).toBe(1);
  });

  it('passes over a release that somebody went back from', () => {
    const planned = plan([revision(1, 'v1', 0), revision(2, 'v2', 10), revision(3, 'v1', 20), revision(4, 'v3', 40)]);
    expect(planned.to).toMatchObject({ revision: 3, version: 'v1' });
  });

  it('warns of a version that failed at another time', () => {
    const planned = plan([
      revision(1, 'v1', 0),
      revision(2, 'v2', 10),
      revision(3, 'v1', 20),
      revision(4, 'v2', 30),
      revision(5, 'v3', 50),
    ]);
    expect(planned.to).toMatchObject({ revision: 4, version: 'v2' });
    expect(notOk(planned)).toEqual(['target_never_failed']);
    expect(detail(planned, 'target_never_failed')).toBe('v2 (revision 2) was rolled back before.');
  });

  it('warns of a rollout in progress, and is possible still', () => {
    const bad = revision(2, 'v2', 59, { completedAt: undefined });
    const planned = plan([revision(1, 'v1', 0), bad], 'progressing');
    expect(planned.is_rollback_possible).toBe(true);
    expect(notOk(planned)).toEqual(['no_rollout_in_progress']);
  });

  it('warns of settings that it changes, by name and never by value', () => {
    const planned = plan([
      revision(1, 'v1', 0, { configuration: { pool: '8', token: 'hunter2' } }),
      revision(2, 'v2', 30, { configuration: { pool: '8', token: 'hunter3' } }),
    ]);
    expect(notOk(planned)).toEqual(['same_configuration']);
    expect(detail(planned, 'same_configuration')).toBe('Going back also changes the settings: token.');
    expect(JSON.stringify(planned)).not.toContain('hunter');
  });

  it('warns where what runs now came by something else than a release', () => {
    const configured = revision(3, 'v2', 40, { kind: 'configuration', configuration: { pool: '9' } });
    const planned = plan([revision(1, 'v1', 0), revision(2, 'v2', 30), configured]);
    expect(notOk(planned)).toEqual(['current_is_release', 'one_change_between', 'same_configuration']);
  });

  it('warns of a target that has not served for long', () => {
    const old = rollbackPlanOf(
      { revisions: [revision(1, 'v1', 0), revision(2, 'v2', 30)], rollout: 'complete', instances: 1 },
      { now: new Date(Date.parse(minute(30)) + 15 * 86_400_000), healthyForSeconds: 60 },
    );
    expect(old.age_seconds).toBe(15 * 86_400);
    expect(notOk(old)).toEqual(['target_is_recent']);
  });
});

describe('a migration', () => {
  it('between target and present is told', () => {
    const planned = plan([revision(1, 'v1', 0), revision(2, 'v2', 30, { migration: true })]);
    expect(planned.includes_migration).toBe(true);
    expect(notOk(planned)).toEqual(['no_migration_between']);
  });

  it('that the target brought itself does not count', () => {
    expect(plan([revision(1, 'v1', 0, { migration: true }), revision(2, 'v2', 30)]).includes_migration).toBe(false);
  });

  it('that nothing tells of counts as one', () => {
    const planned = plan([revision(1, 'v1', 0), revision(2, 'v2', 30, { migration: undefined })]);
    expect(planned.includes_migration).toBe(true);
    expect(detail(planned, 'no_migration_between')).toBe('Nothing tells whether v2 (2) migrated a schema.');
  });
});

describe('where there is nothing to go back to', () => {
  it.each<[string, [Revision, ...Revision[]], RegExp]>([
    ['the first release', [revision(1, 'v1', 0)], /every known revision has version v1/],
    [
      'a release that came too soon after the first',
      [revision(1, 'v1', 0), revision(2, 'v2', 1)],
      /v1 \(revision 1\) was healthy for 0 s only, 60 s are asked for/,
    ],
    [
      'a rollback',
      [revision(1, 'v1', 0), revision(2, 'v2', 10), revision(3, 'v1', 30)],
      /v2 \(revision 2\) was rolled back before/,
    ],
    [
      'a first release that never came up',
      [revision(1, 'v1', 0, { completedAt: undefined, failure: 'no disk' }), revision(2, 'v2', 30)],
      /v1 \(revision 1\) never became healthy: no disk/,
    ],
  ])('after %s: to equals from, and the reason says why', (_, revisions, reason) => {
    const planned = plan(revisions);
    expect(planned).toMatchObject({
      is_rollback_possible: false,
      includes_migration: false,
      age_seconds: 0,
      reason: expect.stringMatching(reason) as string,
    });
    expect(planned.to).toEqual(planned.from);
    expect(planned.safety.map(({ fact }) => fact)).toEqual(['current_is_release', 'no_rollout_in_progress']);
  });
});
