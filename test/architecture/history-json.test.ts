import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scriptedActivities } from '../support/scripted-activities.ts';
import { delivery, startWorkflowWorker } from '../support/workflow-worker.ts';

const codePath = join(import.meta.dirname, '..', '..', 'dist', 'workflow-bundle.js');
const { activities } = scriptedActivities({ items: { get_good: () => 'good' } });
let worker: Awaited<ReturnType<typeof startWorkflowWorker>>;
beforeAll(async () => {
  worker = await startWorkflowWorker(activities);
});
afterAll(() => worker.stop());

async function closedHistory() {
  const incident = await worker.open(delivery({}));
  await incident.deliver(delivery({ status: 'resolved', endsAt: '2026-11-01T03:10:00.000Z' }));
  await incident.handle.result();
  return { history: await incident.handle.fetchHistory(), workflowId: incident.handle.workflowId };
}

test('a history survives JSON and replays', async () => {
  const { history, workflowId } = await closedHistory();
  const json: unknown = JSON.parse(historyToJSON(history));
  expect(historyFromJSON(json).events).toHaveLength(history.events?.length ?? -1);
  await Worker.runReplayHistory({ workflowBundle: { codePath } }, json, workflowId);
});

test('a history that another program wrote does not replay', async () => {
  const { history, workflowId } = await closedHistory();
  const json = historyToJSON(history).replaceAll('"callTool"', '"callAnotherTool"');
  await expect(Worker.runReplayHistory({ workflowBundle: { codePath } }, JSON.parse(json), workflowId)).rejects.toThrow(
    /TMPRL1100|[Nn]ondeterminism/,
  );
});

test('history holds no payloads: no event carries more than 8 KiB', async () => {
  const { history } = await closedHistory();
  const sizes = (JSON.parse(historyToJSON(history)) as { events: unknown[] }).events.map(
    (event) => JSON.stringify(event).length,
  );
  expect(Math.max(...sizes)).toBeLessThan(8 * 1024);
});
