import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { inject } from 'vitest';
import { waitUntil } from '#processes/wait-until';
import { briefWithoutRun } from '../support/brief-without-run.ts';
import { startCapturedSystem } from '../support/captured-system.ts';

const codePath = join(import.meta.dirname, '..', '..', 'dist', 'workflow-bundle.js');
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

/** One that nothing interrupts; its history replays. */
export function investigate() {
  return withSystem(100, async (system) => {
    const incident = await system.deliverAlert();
    const brief = await untilBrief(incident.brief);
    const history = await incident.handle.fetchHistory();
    await incident.resolve();
    const whole = historyToJSON(await incident.handle.fetchHistory());
    await Worker.runReplayHistory({ workflowBundle: { codePath } }, JSON.parse(whole), incident.handle.workflowId);
    return { brief, history };
  });
}

/** The brief where the investigator is killed by SIGKILL as soon as there are so many events, and started again. */
export function investigateKilledAt(event: number, cachedWorkflows: number): Promise<string> {
  return withSystem(cachedWorkflows, async (system) => {
    const incident = await system.deliverAlert();
    // How many events there are varies a little: where the brief comes before, it must be the same without a kill.
    const isThere = async () => {
      const { historyLength, isBriefed } = await incident.progress();
      return historyLength >= event || isBriefed;
    };
    await waitUntil(`event ${event}`, isThere, { timeoutMilliseconds: 60_000, everyMilliseconds: 10 });
    await system.killWorker();
    system.startWorker();
    return untilBrief(incident.brief);
  });
}
