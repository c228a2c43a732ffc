import { evidenceIdOf } from '#core/ids/evidence-id';
import type { ActionHash } from '#core/ids/action-hash';
import type { RunId } from '#core/ids/workflow-ids';
import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { inject } from 'vitest';
import type { ActionDocument, ActionState, Preview } from '#core/actions/action';
import type { ActionActivities, ActionRecord, RecordActionRequest } from '#core/actions/action-work';
import type { DecisionClaims, SignedDecision, VerifiedDecision } from '#core/actions/decision';
import type { NotificationRequest } from '#core/runs/run';
import type { Person } from '#core/actions/person';
import type { LockState } from '#core/actions/service-lock';
import type { Verdict } from '#core/actions/verdict';
import { createTemporalFacts } from '#workers/execution/temporal-facts';
import type { action } from '#workflows/action/action';
import { actionQuery } from '#workflows/action/messages';
import { lockQuery } from '#workflows/lock/messages';
import './quiet-runtime.ts';

export const alice: Person = { name: 'alice', channel: 'cli', verified: false };
const previewHash = 'b'.repeat(64);
const policySha256 = 'c'.repeat(64);

export const automatic: Verdict = { kind: 'automatic', policySha256, rules: [], notified: true };
export const oneApproval: Verdict = {
  kind: 'approvals',
  policySha256,
  rules: [],
  needs: { parts: [{ count: 1, groups: ['owners'] }], signIn: false },
};
export const denied: Verdict = {
  kind: 'deny',
  policySha256,
  rules: [{ rule: 'freeze.christmas', reason: 'no changes over Christmas' }],
};

const preview: Preview = {
  changes: [{ field: 'replicas', from: '3', to: '6' }],
  instances: ['shop-4'],
  instancesInAll: 3,
  instancesReady: 3,
  risk: 'reversible',
  amounts: {},
  warnings: [],
};

const after = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

export function documentOf(more: Partial<ActionDocument> = {}, expiresInSeconds = 600): ActionDocument {
  return {
    version: 1,
    proposal: { runId: `run/none/${randomUUID()}` as RunId, path: 'scale', number: 1 },
    runbook: { name: 'scale', sha256: 'd'.repeat(64) },
    startedBy: alice,
    title: 'Scale out',
    environment: 'staging',
    service: `shop-${randomUUID().slice(0, 8)}`,
    server: 'infrastructure',
    tool: 'scale_deployment',
    parameters: { replicas: 6 },
    target: { kind: 'service', name: 'shop', uid: 'u1' },
    precondition: { replicas: 3 },
    expectation: {
      server: 'metrics',
      tool: 'check',
      arguments: {},
      scope: {},
      withinSeconds: 30,
      poll: { until: { cel: 'true' }, forSeconds: 0, everySeconds: 1 },
    },
    ifNotVerified: 'ask',
    undo: { tool: 'scale_deployment', parameters: { replicas: 3 }, precondition: { replicas: 6 }, undoBy: after(900) },
    evidence: [],
    proposedAt: after(0),
    expiresAt: after(expiresInSeconds),
    ...more,
  };
}

let nonces = 0;

/** What the scripted verifier takes for signed: the claims themselves, as base64url. */
export function signed(actionHash: ActionHash, more: Partial<DecisionClaims> = {}): SignedDecision {
  const claims: Omit<DecisionClaims, 'idToken'> = {
    actionHash,
    previewHash,
    answer: 'approve',
    reason: 'looks right',
    channel: 'page',
    breakGlass: false,
    nonce: `nonce-${++nonces}`,
    expiresAt: after(600),
    by: { issuer: 'i', subject: 'bob', name: 'Bob' },
    groups: ['owners'],
    authTime: Math.floor(Date.now() / 1000),
    decidedAt: after(0),
    ...more,
  };
  return { jws: Buffer.from(JSON.stringify(claims)).toString('base64url') };
}

export interface ActionScript extends Partial<Omit<ActionActivities, 'takeLock'>> {
  readonly verdict?: Verdict;
  readonly sendNotification?: (request: NotificationRequest) => Promise<{ readonly summary: string }>;
  /** More than the activities of an executor: of a run on the same queue. */
  readonly others?: Readonly<Record<string, (...given: never[]) => Promise<unknown>>>;
}

export const executeBundle = { codePath: join(import.meta.dirname, '..', '..', 'dist', 'execute-bundle.js') };

/** A worker with the executor's real workflows, and activities that say what the script says. */
export async function startActionWorker(
  script: ActionScript = {},
  { taskQueue = `test-${randomUUID()}`, ...options }: { maxCachedWorkflows?: number; taskQueue?: string } = {},
) {
  const address = inject('temporalAddress');
  const temporal = await TestWorkflowEnvironment.createFromExistingServer({ address });
  const { client } = temporal;
  const facts = createTemporalFacts(client, taskQueue);
  const documents = new Map<string, ActionDocument>();
  const recorded: RecordActionRequest[] = [];
  const told: NotificationRequest[] = [];
  const wrote: string[] = [];
  const activities: ActionActivities & Record<string, (...given: never[]) => Promise<unknown>> = {
    previewAction: async ({ bytes, actionHash }) => {
      const document = documents.get(actionHash) ?? (JSON.parse(bytes) as ActionDocument);
      return { kind: 'previewed', document, preview, previewHash };
    },
    lookAtAction: async () => ({ kind: 'as_previewed' }),
    judgeAction: async () => script.verdict ?? automatic,
    verifyDecision: async ({ decision }): Promise<VerifiedDecision> => {
      try {
        const claims = JSON.parse(Buffer.from(decision.jws, 'base64url').toString()) as DecisionClaims;
        return { kind: 'verified', claims, jws: decision.jws, signedIn: false };
      } catch {
        return { kind: 'refused', reason: 'its signature is not by a key of the approvals service' };
      }
    },
    takeLock: (request) => facts.requestLock(request),
    executeAction: async ({ part }) => {
      wrote.push(part);
      return { kind: 'executed', result: `${part} is done`, auditHead: '' };
    },
    reconcileAction: async () => ({ kind: 'unknown', reason: 'off the script' }),
    verifyAction: async () => ({ kind: 'verified', evidence: [evidenceIdOf('1'.repeat(64))], summary: 'no errors' }),
    recordAction: async (request) => void recorded.push(request),
    ...scriptedOf(script),
    sendNotification: async (request: NotificationRequest) => {
      told.push(request);
      return { summary: 'told' };
    },
    ...(script.sendNotification ? { sendNotification: script.sendNotification } : {}),
    ...script.others,
  };
  const worker = await Worker.create({
    connection: temporal.nativeConnection,
    taskQueue,
    workflowBundle: executeBundle,
    activities,
    stickyQueueScheduleToStartTimeout: '1s',
    ...options,
  });
  const running = worker.run();

  return {
    client,
    taskQueue,
    recorded,
    wrote,
    told,
    nativeConnection: temporal.nativeConnection,
    /** Starts an action, as a run does. */
    async propose(document: ActionDocument = documentOf()) {
      const bytes = JSON.stringify(document);
      const actionHash = createHash('sha256').update(bytes).digest('hex') as ActionHash;
      const handle = await client.workflow.start<typeof action>('action', {
        workflowId: `action/${actionHash}`,
        taskQueue,
        workflowTaskTimeout: '2s',
        args: [{ bytes, actionHash, notify: { taskQueue, to: 'owner', escalateTo: 'on-call' } }],
      });
      const record = () => handle.query(actionQuery);
      return {
        handle,
        actionHash,
        record,
        document,
        reaches: async (...states: readonly ActionState[]): Promise<ActionRecord> =>
          eventually(record, ({ state }) => states.includes(state)),
        when: (holds: (record: ActionRecord) => boolean) => eventually(record, holds),
      };
    },
    lock: ({ environment, service }: ActionDocument): Promise<LockState> =>
      client.workflow.getHandle(`lock/${environment}/${service}`).query(lockQuery),
    async stop() {
      worker.shutdown();
      await running;
      await temporal.teardown();
    },
  };
}

function scriptedOf({ verdict: _, sendNotification: __, others: ___, ...activities }: ActionScript) {
  return activities;
}

/** @throws Error after so many milliseconds, with what it was */
export async function eventually<T>(
  read: () => Promise<T>,
  holds: (value: T) => boolean,
  withinMilliseconds = 20_000,
): Promise<T> {
  const until = Date.now() + withinMilliseconds;
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    if (Date.now() > until) throw new Error(`it stays ${JSON.stringify(value).slice(0, 2000)}`);
    await new Promise((resolve) => void setTimeout(resolve, 50));
  }
}

export const breaks = (message: string) => ApplicationFailure.nonRetryable(message, 'OffScript');

export const statesOf = ({ steps }: ActionRecord): readonly ActionState[] => steps.map(({ state }) => state);
