import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningSupervisor, startSupervisor } from '../../support/lab-supervisor.ts';
import { effectsOn, labWriteTool } from '../../support/write-tool-parts.ts';

// The tests build on each other, in their order: stock has one instance at first.

let lab: RunningSupervisor;
let tool: ReturnType<typeof labWriteTool>;

beforeAll(async () => {
  lab = await startSupervisor(['stock']);
  tool = labWriteTool('infrastructure', 'scale_deployment', lab.url);
});

afterAll(() => lab?.stop());

const effects = () => effectsOn(lab.url, 'stock');
const scaleTo = (replicas: number, digit: string) => tool.proposed('stock', { replicas }, digit);

it('A plan names the target by its uid, what has to be so still, and what undoes it', async () => {
  const { uid, version } = await lab.client.service('stock');
  expect(await tool.plan('stock', { replicas: 3 })).toEqual({
    target: { kind: 'service', name: 'stock', uid },
    precondition: { version, replicas: 1 },
    undo: { tool: 'scale_deployment', parameters: { replicas: 1 }, precondition: { version, replicas: 3 } },
  });
});

it('There is no plan for what is so already, and none for a service that is not there', async () => {
  await expect(tool.plan('stock', { replicas: 1 })).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
  await expect(tool.plan('stok', { replicas: 2 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

it('A preview tells what is added, what is ended and how bad it is, and writes nothing', async () => {
  const before = await lab.client.service('stock');
  const up = await tool.preview((await scaleTo(3, 'a')).write);
  expect(up).toEqual({
    changes: [{ field: 'replicas', from: '1', to: '3' }],
    instances: ['stock-new-1', 'stock-new-2'],
    instancesInAll: 1,
    instancesReady: 1,
    risk: 'reversible',
    amounts: { replicas_from: 1, replicas_to: 3 },
    warnings: [],
  });
  const off = await tool.preview((await scaleTo(0, 'a')).write);
  expect(off).toMatchObject({ instances: ['stock-1'], risk: 'destructive' });
  expect(await effects()).toEqual([]);
  expect(await lab.client.service('stock')).toEqual(before);
});

it('What the back end does not allow is refused with its words, and not written', async () => {
  const { write } = await scaleTo(11, 'a');
  for (const attempt of [tool.preview(write), tool.write(write)]) {
    await expect(attempt).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('<=10') as string,
    });
  }
  expect(await effects()).toEqual([]);
});

it('A write keeps its mark with the change, and again with the same mark it changes nothing more', async () => {
  const { write } = await scaleTo(2, 'b');
  expect(await tool.trace(write)).toMatchObject({ kind: 'no_effect' });
  expect(await tool.write(write)).toBe('stock is to have 2 pods now.');
  expect(await lab.client.service('stock')).toMatchObject({ replicas: 2, lastAction: 'b'.repeat(64) });
  expect((await lab.client.revisions('stock')).at(-1)).toMatchObject({ number: 2, action: 'b'.repeat(64) });
  expect(await tool.write(write)).toMatch(/^It was written at /);
  expect(await tool.trace(write)).toMatchObject({ kind: 'took_effect' });
  expect(await effects()).toMatchObject([{ kind: 'rollout', action: 'b'.repeat(64), revision: 2 }]);
  await lab.settled('stock');
});

it('What is otherwise than proposed is named, and nothing is written', async () => {
  const { write } = await scaleTo(4, 'c');
  const written = (await effects()).length;
  const wrong = [
    [{ precondition: { ...write.precondition, replicas: 5 } }, 'stock has replicas 2, not 5.'],
    [{ precondition: { ...write.precondition, version: 'v0' } }, 'has version'],
    [{ target: { ...write.target, uid: 'another' } }, 'is another by now'],
    [{ target: { ...write.target, name: 'payments' } }, 'but its target says service "payments"'],
    [{ precondition: { version: write.precondition['version']! } }, 'This one says: version.'],
  ] as const;
  for (const [change, words] of wrong) {
    for (const attempt of [tool.preview({ ...write, ...change }), tool.write({ ...write, ...change })]) {
      const code = expect.stringMatching(/^(PRECONDITION_FAILED|INVALID_ARGUMENT)$/) as string;
      await expect(attempt).rejects.toMatchObject({ code, message: expect.stringContaining(words) as string });
    }
  }
  const elsewhere = { ...write, precondition: { ...write.precondition, replicas: 5 } };
  expect(await tool.trace(elsewhere)).toMatchObject({ kind: 'cannot_tell' });
  expect(await effects()).toHaveLength(written);
});
