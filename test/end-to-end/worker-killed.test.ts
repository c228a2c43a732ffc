import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { waitUntil } from '#processes/wait-until';
import { briefWithoutRun } from '../support/brief-without-run.ts';
import { startCapturedSystem } from '../support/captured-system.ts';

const codePath = join(import.meta.dirname, '..', '..', 'dist', 'workflow-bundle.js');
/** All ten with `npm run check:full`. */
const moments = Array.from({ length: 10 }, (_, index) => index).filter(
  (index) => process.env['HOLDFAST_FULL'] === '1' || index % 4 === 1,
);
Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });

type System = Awaited<ReturnType<typeof startCapturedSystem>>;

async function withSystem<T>(cachedWorkflows: number, use: (system: System) => Promise<T>): Promise<T> {
  const temporalAddress = inject('temporalAddress');
  const system = await startCapturedSystem({ temporalAddress, cachedWorkflows, delayMilliseconds: 150 });
  try {
    system.startWorker();
    return await use(system);
  } finally {
    await system.stop();
  }
}

async function untilBrief(brief: () => Promise<string | undefined>): Promise<string> {
  let found: string | undefined;
  await waitUntil('the brief', async () => (found = await brief()) !== undefined, {
    timeoutMilliseconds: 60_000,
    everyMilliseconds: 100,
  });
  return briefWithoutRun(found ?? '');
}

let reference: string;
let events: number;
beforeAll(async () => {
  await withSystem(100, async (system) => {
    const incident = await system.deliverAlert();
    reference = await untilBrief(incident.brief);
    events = await incident.historyLength();
    await incident.resolve();
    // What this history replays is what the kills below interrupt.
    const history = historyToJSON(await incident.handle.fetchHistory());
    await Worker.runReplayHistory({ workflowBundle: { codePath } }, JSON.parse(history), incident.handle.workflowId);
  });
});

test('over captured replies the brief names the release', () => {
  const { findings, items } = JSON.parse(reference) as { findings: object[]; items: { tool: string; state: string }[] };
  expect(findings[0]).toMatchObject({ service: 'payments', cause: 'bad_release' });
  // The captured system has no infrastructure server.
  for (const { tool, state } of items) {
    expect([tool, state]).toEqual([tool, tool.startsWith('infrastructure.') ? 'not_applicable' : 'answered']);
  }
});

test('another run without a kill gives the same bytes', async () => {
  const again = await withSystem(100, async (system) => untilBrief((await system.deliverAlert()).brief));
  expect(again).toBe(reference);
});

// The second run replays the whole history at each task.
describe.each([
  { name: 'cached', cachedWorkflows: 100 },
  { name: 'replayed at each task', cachedWorkflows: 0 },
])('$name', ({ cachedWorkflows }) => {
  test.concurrent.each(moments)(
    'killed by SIGKILL at moment %i of ten, the worker ends with the same brief',
    { timeout: 90_000 },
    async (moment) => {
      await withSystem(cachedWorkflows, async (system) => {
        const incident = await system.deliverAlert();
        const atEvent = 2 + Math.floor((moment * (events - 4)) / 10);
        await waitUntil(`event ${atEvent}`, async () => (await incident.historyLength()) >= atEvent, {
          timeoutMilliseconds: 30_000,
          everyMilliseconds: 10,
        });
        await system.killWorker();
        system.startWorker();
        expect(await untilBrief(incident.brief)).toBe(reference);
      });
    },
  );
});
