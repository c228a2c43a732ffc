import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseActionHash } from '#core/ids/action-hash';
import { startActionWorker } from '../support/action-worker.ts';
import { offScriptActivities } from '../support/off-script.ts';
import { startWorkflowWorker } from '../support/workflow-worker.ts';

const actionHash = parseActionHash('a'.repeat(64));
const by = { name: 'alice', channel: 'cli', verified: false };

describe('a workflow that is started by hand with a wrong input fails and names the part that is wrong', () => {
  let investigator: Awaited<ReturnType<typeof startWorkflowWorker>>;
  let executor: Awaited<ReturnType<typeof startActionWorker>>;
  beforeAll(async () => {
    investigator = await startWorkflowWorker(offScriptActivities);
    executor = await startActionWorker();
  });
  afterAll(async () => {
    await investigator.stop();
    await executor.stop();
  });

  test.each([
    ['incident', undefined, 'body: expected {"integration", "environment"?, "settleSeconds", "quietSeconds"}'],
    ['incident', { integration: 'test', settleSeconds: '5', quietSeconds: 1 }, 'settleSeconds: expected number'],
    ['runRunbook', { request: { runbook: 'x', inputs: {}, by: {} } }, 'request.by.name: expected text'],
    ['runRunbook', { request: { runbook: 'x', inputs: {}, by, target: { sevice: 'x' } } }, 'request.target.sevice: '],
    ['serviceLock', { environment: 'staging' }, 'service: expected text of 1 to 100 characters, got nothing'],
    ['action', { bytes: '{}', actionHash: 'abc' }, 'actionHash: expected SHA-256 of 64 hexadecimal digits'],
    ['action', { bytes: '{}', actionHash, notify: { to: 7 } }, 'notify.taskQueue: expected text'],
    ['action', { bytes: '{}', actionHash }, `The workflow of this action has the id action/${actionHash}, not test/`],
  ])('%s with %j', async (type, input, problem) => {
    const isExecuted = type === 'action' || type === 'serviceLock';
    const ended = executor.client.workflow.execute(type, {
      workflowId: `test/${randomUUID()}`,
      taskQueue: (isExecuted ? executor : investigator).taskQueue,
      args: [input],
    });
    await expect(ended).rejects.toMatchObject({ cause: { message: expect.stringContaining(problem) } });
  });
});
