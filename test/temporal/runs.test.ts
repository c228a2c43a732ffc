import {
  type Client,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { beforeEach, describe, expect, test } from 'vitest';
import type { KnownIncident } from '#temporal/ports';
import { RequestRefused, TemporalUnavailable, WorkerUnanswered } from '#temporal/errors';
import { createRuns } from '#temporal/runs';
import { BRIEFED, INCIDENT_ID } from '../gateway/pages/example-incident.ts';
import { RUN_ID, RUNNING } from '../gateway/pages/example-run.ts';

// Temporal's client, scripted: what is asked is kept.

const ADA = { name: 'Ada', channel: 'page', verified: false } as const;
const START = { runbook: 'roll-back', inputs: {}, by: ADA };

let updates: { workflowId: string; update: string; args: unknown[]; updateId: string }[];
let started: { workflowId: string; memo: unknown; args: unknown[] }[];
let fails: unknown;
let run: { status: string; memo?: object } | undefined;
let answers: boolean;
let known: KnownIncident | undefined;
beforeEach(() => {
  updates = [];
  started = [];
  fails = undefined;
  run = { status: 'RUNNING' };
  answers = true;
  known = { state: BRIEFED, answered: true, failed: false };
});

const infoOf = ({ status, memo }: { status: string; memo?: object }) => ({
  workflowId: RUN_ID,
  runId: 'r',
  status: { name: status },
  memo,
  startTime: new Date(0),
  closeTime: new Date(5000),
});
const reply = async () => {
  if (!answers) throw new Error('no worker');
  return RUNNING;
};
const client = {
  connection: {},
  options: { namespace: 'default' },
  withDeadline: (_deadline: number, work: () => Promise<unknown>) => work(),
  workflow: {
    async *list({ query }: { query: string }) {
      expect(query).toBe('WorkflowType = "runRunbook"');
      for (const status of ['RUNNING', 'CONTINUED_AS_NEW', 'COMPLETED', 'TERMINATED']) yield infoOf({ ...run, status });
    },
    async start(type: string, options: { workflowId: string; memo: unknown; args: unknown[] }) {
      expect(type).toBe('runRunbook');
      if (started.some(({ workflowId }) => workflowId === options.workflowId))
        throw new WorkflowExecutionAlreadyStartedError('started', options.workflowId, type);
      started.push(options);
    },
    getHandle: (workflowId: string) => ({
      async executeUpdate({ name }: { name: string }, { args, updateId }: { args: unknown[]; updateId: string }) {
        updates.push({ workflowId, update: name, args, updateId });
        if (fails) throw fails;
        return { runId: RUN_ID };
      },
      async describe() {
        if (!run) throw new WorkflowNotFoundError('gone', workflowId, undefined);
        return infoOf(run);
      },
      query: reply,
      result: reply,
    }),
  },
};
const open = () =>
  createRuns({
    client: client as unknown as Client,
    processName: 'gateway',
    taskQueue: 't',
    incidents: { get: async () => known },
  });
const cancel = { reason: 'why', by: ADA };

describe('a run in Temporal', () => {
  test('is started by its incident, and alone as a workflow of its own', async () => {
    expect(await open().start(START, INCIDENT_ID)).toBe(RUN_ID);
    expect(updates).toMatchObject([{ workflowId: BRIEFED.workflowId, update: 'startRun', args: [START] }]);
    const runId = await open().start(START);
    expect(runId).toMatch(/^run\/alone\/[0-9a-f-]{36}$/);
    expect(started).toMatchObject([{ workflowId: runId, args: [{ request: { ...START, runId } }], memo: { runId } }]);
  });

  test('is started once per key, however often it is asked for', async () => {
    const runs = open();
    expect(await runs.start(START, undefined, 'key')).toBe(await runs.start(START, undefined, 'key'));
    expect(started).toHaveLength(1);
    expect(await runs.start(START, undefined, 'other')).not.toBe(started[0]?.workflowId);
    for (const key of ['key', 'key', 'other']) await runs.start(START, INCIDENT_ID, key);
    const [first, second, third] = updates.map(({ updateId }) => updateId);
    expect([first === second, first === third]).toEqual([true, false]);
  });

  test('is not started for an incident that is closed, has failed or is not known', async () => {
    for (const [incident, message] of [
      [{ state: { ...BRIEFED, phase: 'closed' as const }, answered: true, failed: false }, /is closed/],
      [{ state: BRIEFED, answered: false, failed: true }, /is closed/],
      [undefined, /There is no incident/],
    ] as const) {
      known = incident;
      await expect(open().start(START, INCIDENT_ID)).rejects.toThrow(message);
      await expect(open().handsOff(INCIDENT_ID, { off: true, reason: 'x', by: ADA })).rejects.toThrow(RequestRefused);
    }
    expect(updates).toEqual([]);
  });

  test('takes the same answer, skip and cancel once, and pauses as often as it is asked', async () => {
    const runs = open();
    for (let times = 0; times < 2; times++) {
      await runs.answer(RUN_ID, { path: 'a', answer: { kind: 'yes', note: undefined }, by: ADA });
      await runs.skip(RUN_ID, { path: 'a', reason: 'x', by: ADA });
      await runs.cancel(RUN_ID, cancel);
      await runs.pause(RUN_ID, { by: ADA });
      await runs.resume(RUN_ID, { by: ADA });
    }
    const distinct = ['answer', 'skip', 'cancel', 'pause', 'resume'].map((name) => {
      const ids = updates.filter(({ update }) => update === name).map(({ updateId }) => updateId);
      return [name, new Set(ids).size];
    });
    expect(Object.fromEntries(distinct)).toEqual({ answer: 1, skip: 1, cancel: 1, pause: 2, resume: 2 });
    expect(new Set(updates.map(({ workflowId }) => workflowId))).toEqual(new Set([RUN_ID]));
  });

  test.each([
    [
      'a rejection',
      new WorkflowUpdateFailedError('failed', ApplicationFailure.create({ message: 'Not now.' })),
      'Not now.',
    ],
    // Its message must not be taken for a connection's.
    [
      'a rejection that speaks of connecting',
      new WorkflowUpdateFailedError('failed', ApplicationFailure.create({ message: 'Failed to connect the dots' })),
      'Failed to connect the dots',
    ],
    ['an ended run', new WorkflowNotFoundError('gone', RUN_ID, undefined), 'This run has ended'],
  ])('%s is a refusal in words', async (_, error, message) => {
    fails = error;
    await expect(open().cancel(RUN_ID, cancel)).rejects.toThrow(RequestRefused);
    await expect(open().cancel(RUN_ID, cancel)).rejects.toThrow(message);
  });

  test('nobody who takes it in is told apart from a Temporal that is away', async () => {
    fails = new WorkflowUpdateRPCTimeoutOrCancelledError('timeout', {
      cause: Object.assign(new Error('4 DEADLINE_EXCEEDED'), { code: 4, details: 'Deadline exceeded', metadata: {} }),
    });
    await expect(open().cancel(RUN_ID, cancel)).rejects.toThrow(WorkerUnanswered);
    fails = Object.assign(new Error('14 UNAVAILABLE'), { code: 14, details: 'no connection', metadata: {} });
    const error: unknown = await open()
      .cancel(RUN_ID, cancel)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TemporalUnavailable);
    expect(error).not.toBeInstanceOf(WorkerUnanswered);
  });

  test('is its result once it has ended, and what the memo tells where no worker answers', async () => {
    expect(await open().get(RUN_ID)).toEqual({ state: RUNNING, answered: true, failed: false });
    answers = false;
    run = { status: 'RUNNING', memo: { title: 'Roll back', runbook: 'roll-back', state: 'paused', outcome: 7 } };
    expect(await open().get(RUN_ID)).toMatchObject({
      answered: false,
      state: {
        runId: RUN_ID,
        state: 'paused',
        incidentId: INCIDENT_ID,
        runbook: { name: 'roll-back', title: 'Roll back' },
      },
    });
    run = { status: 'TERMINATED' };
    expect(await open().get(RUN_ID)).toMatchObject({ failed: true, state: { state: 'ended' } });
    run = undefined;
    expect(await open().get(RUN_ID)).toBeUndefined();
  });

  test.each(['', 'run/alone/x', 'incident/lab/x', `${RUN_ID}/2`, `run/${INCIDENT_ID}/1" OR 1`])(
    'the id %j is of no run: Temporal is not asked',
    async (runId) => {
      expect(await open().get(runId)).toBeUndefined();
      await expect(open().cancel(runId, cancel)).rejects.toThrow(/There is no run/);
      expect(updates).toEqual([]);
    },
  );

  test('is listed with how it stands, not once more for each of its continuations', async () => {
    run = { status: '', memo: { state: 'running', outcome: 'completed', runbook: 'x' } };
    const rows = await open().list({ limit: 10 });
    expect(rows.map(({ state, outcome, title }) => [state, outcome, title])).toEqual([
      ['running', 'completed', 'x'],
      ['ended', 'completed', 'x'],
      ['failed', 'completed', 'x'],
    ]);
    expect(await open().list({ limit: 1 })).toHaveLength(1);
  });
});
