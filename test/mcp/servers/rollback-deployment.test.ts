import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ServicePatch } from '#lab/supervisor-api';
import { type RunningSupervisor, startSupervisor } from '../../support/lab-supervisor.ts';
import { effectsOn, labWriteTool, undoOf } from '../../support/write-tool-parts.ts';

// The tests build on each other, in their order: inventory begins with v3.1.0; v3.2.0 changes its schema.

let lab: RunningSupervisor;
let tool: ReturnType<typeof labWriteTool>;

beforeAll(async () => {
  lab = await startSupervisor(['inventory']);
  tool = labWriteTool('deployments', 'rollback_deployment', lab.url);
  await change({ version: 'v3.1.1', by: 'pipeline' });
});

afterAll(() => lab?.stop());

async function change(patch: Partial<ServicePatch>): Promise<void> {
  await lab.client.patch('inventory', patch, await lab.client.service('inventory'));
  await lab.settled('inventory');
}

const effects = async () => (await effectsOn(lab.url, 'inventory')).filter(({ action }) => action !== undefined);
const goBackTo = (revision: number, digit: string) => tool.proposed('inventory', { revision }, digit);

it('A plan says from which revision, and that undoing goes back to it', async () => {
  const { uid } = await lab.client.service('inventory');
  expect(await tool.plan('inventory', { revision: 1 })).toEqual({
    target: { kind: 'service', name: 'inventory', uid },
    precondition: { version: 'v3.1.1', revision: 2 },
    undo: {
      tool: 'rollback_deployment',
      parameters: { revision: 2 },
      precondition: { version: 'v3.1.0', revision: 3 },
    },
  });
});

it('There is nothing to go back to in what is wanted already, nor in a revision that never was', async () => {
  await expect(tool.plan('inventory', { revision: 2 })).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
  await expect(tool.plan('inventory', { revision: 7 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const { write } = await goBackTo(1, 'a');
  const never = { ...write, parameters: { revision: 7 } };
  await expect(tool.write(never)).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
  await expect(tool.preview(never)).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
});

it('A preview says what changes, which instances are replaced and what speaks against it, and writes nothing', async () => {
  const preview = await tool.preview((await goBackTo(1, 'a')).write);
  expect(preview).toMatchObject({
    changes: [{ field: 'version', from: 'v3.1.1', to: 'v3.1.0' }],
    instancesInAll: 2,
    instancesReady: 2,
    risk: 'reversible',
  });
  expect(preview.instances).toHaveLength(2);
  expect(preview.amounts['target_age_seconds']).toBeLessThan(60);
  expect(preview.warnings).toEqual([expect.stringMatching(/^The target: v3\.1\.0 .* was healthy for /)]);
  expect(await effects()).toEqual([]);
  expect(await lab.client.service('inventory')).toMatchObject({ version: 'v3.1.1' });
});

it('It is written once, and undone once', async () => {
  const { planned, write } = await goBackTo(1, 'a');
  expect(await tool.write(write)).toBe('inventory goes back to revision 1.');
  expect(await tool.write(write)).toMatch(/^It was written at /);
  expect(await lab.client.service('inventory')).toMatchObject({ version: 'v3.1.0', replicas: 2 });
  const undo = undoOf(planned, write);
  // While the rollout is on its way, too: whoever sees it make things worse does not wait.
  expect((await tool.preview(undo)).warnings).toEqual(
    expect.arrayContaining([expect.stringContaining('still in progress')]),
  );
  await tool.write(undo);
  await lab.settled('inventory');
  expect(await lab.client.service('inventory')).toMatchObject({ version: 'v3.1.1' });
  expect(await effects()).toMatchObject([{ revision: 3 }, { revision: 4, action: `${'a'.repeat(64)}:undo` }]);
  expect(await tool.trace(write)).toMatchObject({ kind: 'took_effect' });
  expect(await tool.trace(undo)).toMatchObject({ kind: 'took_effect' });
});

it('What somebody changed meanwhile is not rolled back over', async () => {
  const { write } = await goBackTo(1, 'b');
  await change({ version: 'v3.2.0', by: 'pipeline' });
  const message = expect.stringContaining('inventory has version v3.2.0, not v3.1.1') as string;
  await expect(tool.preview(write)).rejects.toMatchObject({ code: 'PRECONDITION_FAILED', message });
  await expect(tool.write(write)).rejects.toMatchObject({ code: 'PRECONDITION_FAILED', message });
  expect(await tool.trace(write)).toMatchObject({ kind: 'cannot_tell' });
  expect(await effects()).toHaveLength(2);
});

it('Across a migration it is destructive, and says which', async () => {
  const { write } = await goBackTo(4, 'c');
  const preview = await tool.preview(write);
  expect(preview.risk).toBe('destructive');
  expect(preview.warnings).toContain('The schema was migrated with v3.2.0 (5); going back does not undo that.');
});
