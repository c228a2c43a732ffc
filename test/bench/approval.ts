import type { ActionHash } from '#core/ids/action-hash';
import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { ActionActivities } from '#core/actions/action-work';
import type { DecisionClaims } from '#core/actions/decision';
import { cacheFolder } from '#programs/cache';
import { obtainTemporal } from '#programs/temporal';
import { startTemporalServer } from '#workers/temporal-server';
import { createTemporalFacts } from '#workers/execution/temporal-facts';
import type { action } from '#workflows/action/action';
import { decideNow } from '#workflows/action/messages';
import { type bareUpdate, doNothing } from './bare-update.ts';
import { atMost, type Figure, quantile } from './figures.ts';
import { approvalOf, documentText, needsOne, preview, previewHash } from './scripted-action.ts';

const goalTimes = 3;
const warmUp = 5;

/**
 * From the moment that a decision is sent until the executor begins to write: the real workflows of an action and of its
 * lock on a real server, with activities that answer at once. Turn about with an update that starts an empty activity.
 */
export async function measureApproval(rounds = 100): Promise<readonly Figure[]> {
  const report = (line: string) => void process.stderr.write(`${line}\n`);
  const program = await obtainTemporal({ cache: cacheFolder(process.env), environment: process.env, report });
  const server = await startTemporalServer({ program: program.path });
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
  const connection = await Connection.connect({ address: server.address });
  const native = await NativeConnection.connect({ address: server.address });
  const client = new Client({ connection });
  const taskQueue = `bench-${randomUUID()}`;
  const facts = createTemporalFacts(client, taskQueue);
  let begun: (at: number) => void = () => {};
  let rests: () => void = () => {};
  const activities: ActionActivities & { nothing(): Promise<void> } = {
    nothing: async () => begun(performance.now()),
    previewAction: async ({ bytes }) => ({ kind: 'previewed', document: JSON.parse(bytes), preview, previewHash }),
    lookAtAction: async () => ({ kind: 'as_previewed' }),
    judgeAction: async () => needsOne,
    verifyDecision: async ({ decision: { jws } }) => ({
      kind: 'verified',
      jws,
      signedIn: false,
      claims: JSON.parse(Buffer.from(jws, 'base64url').toString()) as DecisionClaims,
    }),
    takeLock: (request) => facts.requestLock(request),
    executeAction: async () => {
      begun(performance.now());
      return { kind: 'executed', result: 'done', auditHead: '' };
    },
    reconcileAction: async () => ({ kind: 'unknown', reason: 'off the script' }),
    verifyAction: async () => ({ kind: 'verified', evidence: [], summary: 'it holds' }),
    recordAction: async ({ state }) => {
      if (state === 'awaiting') rests();
    },
  };
  const worker = await Worker.create({
    connection: native,
    taskQueue,
    activities,
    workflowsPath: join(import.meta.dirname, 'bare-update.js'),
  });
  const running = worker.run();
  /** @returns milliseconds from sending until the activity began */
  const untilBegun = async (send: () => Promise<unknown>): Promise<number> => {
    const beginning = new Promise<number>((resolve) => (begun = resolve));
    const sentAt = performance.now();
    const sending = send();
    const milliseconds = (await beginning) - sentAt;
    await sending;
    return milliseconds;
  };

  async function bare(): Promise<number> {
    const workflowId = `bare/${randomUUID()}`;
    const handle = await client.workflow.start<typeof bareUpdate>('bareUpdate', { workflowId, taskQueue, args: [] });
    // As the action has by then: been taken up by the worker.
    await handle.query('__stack_trace');
    const milliseconds = await untilBegun(() => handle.executeUpdate(doNothing, { args: [0] }));
    await handle.result();
    return milliseconds;
  }

  async function approval(): Promise<number> {
    const bytes = documentText();
    const actionHash = createHash('sha256').update(bytes).digest('hex') as ActionHash;
    const resting = new Promise<void>((resolve) => (rests = resolve));
    const handle = await client.workflow.start<typeof action>('action', {
      workflowId: `action/${actionHash}`,
      taskQueue,
      args: [{ bytes, actionHash }],
    });
    await resting;
    // People take longer: what went on when it began to wait is over by then.
    await new Promise((resolve) => void setTimeout(resolve, 200));
    const decision = approvalOf(actionHash);
    const milliseconds = await untilBegun(() => handle.executeUpdate(decideNow, { args: [decision] }));
    const { state, reason } = await handle.result();
    if (state !== 'verified') throw new Error(`The action of the bench ended ${state}: ${reason}`);
    return milliseconds;
  }

  try {
    const taken = { bare: [] as number[], approval: [] as number[] };
    for (let round = -warmUp; round < rounds; round++) {
      const [one, other] = [await bare(), await approval()];
      if (round < 0) continue;
      taken.bare.push(one);
      taken.approval.push(other);
    }
    const [p95, bareP95] = [quantile(taken.approval, 0.95), quantile(taken.bare, 0.95)];
    const medians = quantile(taken.approval, 0.5) / quantile(taken.bare, 0.5);
    const goal = atMost(taken.approval, 0.95, goalTimes * bareP95);
    return [
      {
        what: 'approval: sent, until the executor begins',
        milliseconds: taken.approval,
        goal: {
          ...goal,
          words: `p95 <= ${goalTimes} x a bare update`,
          came: `${(p95 / bareP95).toFixed(2)} times (of the medians ${medians.toFixed(2)})`,
        },
      },
      { what: '  a bare update: sent, until its activity begins', milliseconds: taken.bare },
    ];
  } finally {
    worker.shutdown();
    await running;
    await native.close();
    await connection.close();
    await server.process.stop();
  }
}
