import type { ActionHash } from '#core/ids/action-hash';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningSupervisor, startSupervisor } from '../../support/lab-supervisor.ts';
import { effectsOn, labWriteTool } from '../../support/write-tool-parts.ts';

// The tests build on each other, in their order: inventory has two instances.

let lab: RunningSupervisor;
let ofService: ReturnType<typeof labWriteTool>;
let ofPod: ReturnType<typeof labWriteTool>;

beforeAll(async () => {
  lab = await startSupervisor(['inventory']);
  ofService = labWriteTool('infrastructure', 'restart_deployment', lab.url);
  ofPod = labWriteTool('infrastructure', 'restart_pod', lab.url);
});

afterAll(() => lab?.stop());

const effects = () => effectsOn(lab.url, 'inventory');
const present = async () =>
  (await lab.client.service('inventory')).instances.filter(({ state }) => state !== 'draining').map(({ name }) => name);

it('A pod is planned for by its uid, and cannot be given back', async () => {
  const { uid, version, instances } = await lab.client.service('inventory');
  expect(await ofPod.plan('inventory', { pod: 'inventory-2' })).toEqual({
    target: { kind: 'instance', name: 'inventory-2', uid: instances[1]!.uid },
    precondition: { version, service_uid: uid },
  });
  await expect(ofPod.plan('inventory', { pod: 'inventory-9' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: expect.stringContaining('It has: inventory-1, inventory-2.') as string,
  });
});

it('The preview of a restarted pod reaches it alone, and writes nothing', async () => {
  const { write } = await ofPod.proposed('inventory', { pod: 'inventory-1' }, 'a');
  expect(await ofPod.preview(write)).toMatchObject({
    changes: [{ field: 'inventory-1', from: write.target.uid, to: 'a new pod' }],
    instances: ['inventory-1'],
    instancesInAll: 2,
    instancesReady: 2,
    risk: 'reversible',
  });
  expect(await effects()).toEqual([]);
});

it('A pod of another uid is not ended in its place', async () => {
  const { write } = await ofPod.proposed('inventory', { pod: 'inventory-1' }, 'a');
  const other = { ...write, target: { ...write.target, uid: '00000000-0000-4000-8000-000000000000' } };
  await expect(ofPod.write(other)).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
  const swapped = { ...write, parameters: { pod: 'inventory-2' } };
  await expect(ofPod.write(swapped)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  expect(await ofPod.trace(other)).toMatchObject({ kind: 'cannot_tell' });
  expect(await effects()).toEqual([]);
});

it('A pod is ended once, another takes its place, and the mark tells of it when it is gone', async () => {
  const { write } = await ofPod.proposed('inventory', { pod: 'inventory-1' }, 'a');
  expect(await ofPod.trace(write)).toMatchObject({ kind: 'no_effect' });
  const twice = await Promise.all([ofPod.write(write), ofPod.write(write)]);
  expect(twice).toContain('inventory-1 ends, and another takes its place.');
  await lab.settled('inventory');
  expect(await present()).toEqual(['inventory-2', 'inventory-3']);
  expect(await ofPod.write(write)).toMatch(/^It was written at /);
  expect(await ofPod.trace(write)).toMatchObject({ kind: 'took_effect' });
  expect(await effects()).toMatchObject([{ kind: 'end_instance', instance: 'inventory-1', action: 'a'.repeat(64) }]);
  // Somebody else's action on the pod that is gone: nothing tells.
  const { actionHash: _, ...rest } = write;
  expect(await ofPod.trace({ ...rest, actionHash: 'b'.repeat(64) as ActionHash })).toMatchObject({
    kind: 'cannot_tell',
  });
});

it('A restart of the service reaches every pod, and has no undo', async () => {
  const { planned, write } = await ofService.proposed('inventory', {}, 'c');
  expect(planned.undo).toBeUndefined();
  expect(await ofService.preview(write)).toMatchObject({
    changes: [{ field: 'restarted_at', from: 'never', to: 'when it is written' }],
    instances: ['inventory-2', 'inventory-3'],
    instancesInAll: 2,
    risk: 'reversible',
  });
  expect(await effects()).toHaveLength(1);
});

it('A restart replaces every pod once, however often it is written, and changes nothing else', async () => {
  const before = await lab.client.service('inventory');
  const { write } = await ofService.proposed('inventory', {}, 'c');
  const other = { ...write, actionHash: 'd'.repeat(64) as ActionHash };
  const ends = await Promise.allSettled([ofService.write(write), ofService.write(write), ofService.write(other)]);
  expect(ends.some(({ status }) => status === 'rejected')).toBe(true);
  await lab.settled('inventory');
  const { version, configuration, replicas } = before;
  expect(await lab.client.service('inventory')).toMatchObject({ version, configuration, replicas });
  const names = await present();
  expect(names).toHaveLength(2);
  for (const name of names) expect(['inventory-2', 'inventory-3']).not.toContain(name);
  expect(await effects()).toHaveLength(2);
  expect((await lab.client.revisions('inventory')).at(-1)).toMatchObject({ number: 2, kind: 'rollout' });
});
