import type { RunId } from '#core/ids/workflow-ids';
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Person } from '#core/actions/person';
import type { CompiledRunbook, CompiledStep } from '#core/runbooks/runbook-ir';
import type { runRunbook } from '#workflows/run/run-runbook';
import { offScriptActivities } from '../../support/off-script.ts';
import { stepBase } from '../../support/step-base.ts';
import { startWorkflowWorker } from '../../support/workflow-worker.ts';

const by: Person = { name: 'alice', channel: 'cli', verified: false };
const read = (id: string): CompiledStep => ({
  ...stepBase(id),
  kind: 'read',
  call: { server: 'metrics', tool: 'touch', arguments: {}, select: [['value']] },
  withinSeconds: 60,
});
const loop = (id: string): CompiledStep => ({
  ...stepBase(id),
  kind: 'forEach',
  items: { cel: 'plan.value' },
  as: 'item',
  atMost: 100,
  atOnce: 10,
  steps: Array.from({ length: 8 }, (_, index) => read(`${id}_${index}`)),
});

// Some thousand events are needed before a run goes on in a new history by itself.
test(
  'a run with more events than one history should have goes on in a new one, does each step once, and knows all it needs',
  { timeout: 300_000 },
  async () => {
    const runbook: CompiledRunbook = {
      irVersion: 1,
      evaluator: 'cel-1',
      name: 'long',
      title: 'Long',
      variables: [],
      withinSeconds: 3600,
      outputs: {},
      steps: [
        read('plan'),
        loop('first'),
        loop('second'),
        { ...stepBase('wait'), kind: 'wait', seconds: 1, require: { cel: 'first.count + second.succeeded == 200.0' } },
      ],
    };
    const asked = new Map<string, number>();
    const worker = await startWorkflowWorker({
      ...offScriptActivities,
      prepareRun: async () => ({ runbook, sha256: '0'.repeat(64), facts: {} }),
      readStep: async ({ path }) => {
        asked.set(path, (asked.get(path) ?? 0) + 1);
        const value = Array.from({ length: path === 'plan' ? 100 : 1 }, (_, index) => index);
        return { data: { value }, evidence: [], summary: 'answered '.repeat(20) };
      },
    });
    try {
      const runId = `run/alone/${randomUUID()}` as RunId;
      const handle = await worker.client.workflow.start<typeof runRunbook>('runRunbook', {
        workflowId: runId,
        taskQueue: worker.taskQueue,
        args: [{ request: { runId, runbook: 'long', inputs: {}, by } }],
      });
      const end = await handle.result();
      expect(end).toMatchObject({ outcome: 'completed' });
      expect(asked.size).toBe(1 + 2 * 100 * 8);
      expect(new Set(asked.values())).toEqual(new Set([1]));
      const last = await worker.client.workflow.getHandle(runId).describe();
      expect(last.runId).not.toBe(handle.firstExecutionRunId);
    } finally {
      await worker.stop();
    }
  },
);
