import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningSupervisor, startSupervisor } from '../support/lab-supervisor.ts';
import { effectsOn } from '../support/write-tool-parts.ts';

// The tests build on each other, in their order: stock has one instance.

let lab: RunningSupervisor;
const mark = 'a'.repeat(64);

beforeAll(async () => {
  lab = await startSupervisor(['stock']);
});

afterAll(() => lab?.stop());

const stock = () => lab.client.service('stock');
const effects = () => effectsOn(lab.url, 'stock');

async function end(query: Record<string, string>, options: { instance?: string; ifMatch?: string } = {}) {
  const { instance = 'stock-1', ifMatch = (await stock()).resourceVersion } = options;
  const response = await fetch(`${lab.url}/v1/services/stock/instances/${instance}?${new URLSearchParams(query)}`, {
    method: 'DELETE',
    headers: ifMatch ? { 'if-match': `"${ifMatch}"` } : {},
  });
  const body = (await response.json()) as { error?: { code: string } };
  return { status: response.status, code: body.error?.code, body };
}

it.each([
  [400, { uid: 'no-uid' }, {}],
  [400, { action: 'not-a-mark' }, {}],
  [400, { dryRun: 'TRUE' }, {}],
  [400, { dry_run: 'true' }, {}],
  [404, {}, { instance: 'stock-7' }],
  [409, { uid: '00000000-0000-4000-8000-000000000000' }, {}],
  [412, {}, { ifMatch: '1' }],
  [428, {}, { ifMatch: '' }],
])('An instance is not ended: %i for %j %j', async (status, query, options) => {
  const { uid } = (await stock()).instances[0]!;
  expect(await end({ uid, ...query }, options)).toMatchObject({ status });
  expect(await effects()).toEqual([]);
  expect((await stock()).instances).toMatchObject([{ name: 'stock-1', state: 'healthy' }]);
});

it('An instance ends once: tried first, then for good, with its mark in the same change', async () => {
  const { uid } = (await stock()).instances[0]!;
  const dry = await end({ uid, action: mark, dryRun: 'true' });
  expect(dry).toMatchObject({ status: 200, body: { dryRun: true, changed: true, replaces: ['stock-1'] } });
  expect(await effects()).toEqual([]);
  const done = await end({ uid, action: mark });
  expect(done.body).toMatchObject({ changed: true, service: { lastAction: mark } });
  expect((await end({ uid, action: mark })).body).toMatchObject({ changed: false });
  expect(await end({ uid, action: 'b'.repeat(64) })).toMatchObject({ status: 409, code: 'ENDING' });
  await lab.settled('stock');
  expect(await effects()).toMatchObject([{ kind: 'end_instance', instance: 'stock-1', action: mark }]);
  const replaced = (await stock()).instances.filter(({ state }) => state === 'healthy');
  expect(replaced).toMatchObject([{ name: 'stock-2' }]);
});

it('The same instant of a restart changes nothing, however it is written; another one does', async () => {
  const { version } = await stock();
  const restart = async (restartedAt: string) => {
    const { changed, replaces } = await lab.client.patch('stock', { restartedAt }, await stock());
    await lab.settled('stock');
    return { changed, replaces };
  };
  expect(await restart('2026-01-01T12:00:00Z')).toEqual({ changed: true, replaces: ['stock-2'] });
  expect(await restart('2026-01-01T13:00:00+01:00')).toEqual({ changed: false, replaces: [] });
  expect(await restart('2026-01-01T12:00:01Z')).toEqual({ changed: true, replaces: ['stock-3'] });
  expect(await stock()).toMatchObject({ version, restartedAt: '2026-01-01T12:00:01.000Z', lastAction: mark });
  const revisions = await lab.client.revisions('stock');
  expect(revisions.map(({ kind }) => kind)).toEqual(['release', 'rollout', 'rollout']);
});

it('What changes nothing keeps no mark, and the ledger has what took effect only', async () => {
  const written = (await effects()).length;
  const { replicas } = await stock();
  const { changed } = await lab.client.patch('stock', { replicas, action: 'c'.repeat(64) }, await stock());
  expect(changed).toBe(false);
  const dry = { resourceVersion: (await stock()).resourceVersion, dryRun: true };
  expect(await lab.client.patch('stock', { replicas: 0, action: 'c'.repeat(64) }, dry)).toMatchObject({
    changed: true,
    ends: [(await stock()).instances.find(({ state }) => state === 'healthy')!.name],
  });
  await expect(lab.client.patch('stock', { replicas: 2 }, { resourceVersion: '1' })).rejects.toMatchObject({
    status: 412,
  });
  expect(await effects()).toHaveLength(written);
  expect((await stock()).lastAction).toBe(mark);
});

it('A mark is 64 hexadecimal digits, and ":undo" for an undo', async () => {
  const patch = async (action: string) => lab.client.patch('stock', { replicas: 2, action }, await stock());
  for (const action of ['A'.repeat(64), 'a'.repeat(63), `${mark}:redo`, `${mark}:undo `]) {
    await expect(patch(action)).rejects.toMatchObject({ status: 400 });
  }
  expect(await patch(`${mark}:undo`)).toMatchObject({ changed: true, service: { lastAction: `${mark}:undo` } });
});
