import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type RunningSupervisor, startSupervisor } from '../../support/lab-supervisor.ts';
import { cuttingProxy, effectsOn, labWriteTool } from '../../support/write-tool-parts.ts';

// A write whose answer is lost is not told as done, nor as not done; reading alone says which, by the mark.

let lab: RunningSupervisor;
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  lab = await startSupervisor(['inventory']);
  const { resourceVersion } = await lab.client.service('inventory');
  await lab.client.patch('inventory', { version: 'v3.1.1' }, { resourceVersion });
  await lab.settled('inventory');
});

afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

afterAll(() => lab?.stop());

const marked = async (digit: string) =>
  (await effectsOn(lab.url, 'inventory')).filter(({ action }) => action === digit.repeat(64));

const writes = [
  { server: 'infrastructure', name: 'scale_deployment', parametersOf: async () => ({ replicas: 3 }), digit: '1' },
  { server: 'infrastructure', name: 'restart_deployment', parametersOf: async () => ({}), digit: '2' },
  {
    server: 'infrastructure',
    name: 'restart_pod',
    parametersOf: async () => {
      const { instances } = await lab.client.service('inventory');
      return { pod: instances.find(({ state }) => state === 'healthy')!.name };
    },
    digit: '3',
  },
  { server: 'deployments', name: 'rollback_deployment', parametersOf: async () => ({ revision: 1 }), digit: '4' },
] as const;

it.each(writes)('A $name that never arrived has had no effect', async ({ server, name, parametersOf, digit }) => {
  const proxy = await cuttingProxy(lab.url, 'before');
  closers.push(proxy.close);
  const tool = labWriteTool(server, name, proxy.url);
  const { write } = await tool.proposed('inventory', await parametersOf(), digit);
  await expect(tool.write(write)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  expect(await tool.trace(write)).toMatchObject({ kind: 'no_effect' });
  expect(await marked(digit)).toEqual([]);
});

it.each(writes)('A $name whose answer was lost has taken effect', async ({ server, name, parametersOf, digit }) => {
  const proxy = await cuttingProxy(lab.url, 'after');
  closers.push(proxy.close);
  const tool = labWriteTool(server, name, proxy.url);
  const { write } = await tool.proposed('inventory', await parametersOf(), digit);
  await expect(tool.write(write)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  expect(await tool.trace(write)).toMatchObject({ kind: 'took_effect' });
  // Whoever tries again all the same does no harm.
  expect(await tool.write(write)).toMatch(/^It was written at /);
  expect(await marked(digit)).toHaveLength(1);
  await lab.settled('inventory');
});

it('Where the back end is away before it is asked to write, it is certain that nothing was written', async () => {
  const tool = labWriteTool('infrastructure', 'scale_deployment', lab.url);
  const { write } = await tool.proposed('inventory', { replicas: 1 }, '5');
  await lab.process.stop();
  await expect(tool.write(write)).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
    message: expect.stringContaining('so nothing was written: lab ') as string,
  });
  await expect(tool.trace(write)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  await expect(tool.preview(write)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
});
