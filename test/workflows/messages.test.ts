import { describe, expect, test } from 'vitest';
import {
  ActionInput,
  ActionNotice,
  ResolveUnknown,
  Superseded,
  UndoAction,
  WithdrawAction,
} from '#core/actions/action-messages';
import { SignedDecision } from '#core/actions/decision';
import { AnnounceAction, LockRequest, ReleaseLock } from '#core/actions/service-lock';
import { DeliveryNotice } from '#core/alerts/alert';
import type { Reader } from '#core/json/reader';
import {
  AnswerStep,
  CancelRun,
  GivenRunRequest,
  HandsOff,
  PauseRun,
  ResumeRun,
  RunNotice,
  SkipStep,
  StartRun,
} from '#core/runs/run-messages';

const by = { name: 'alice', channel: 'page', verified: false };
const at = '2026-11-01T03:02:00Z';
const actionHash = 'a'.repeat(64);
const evidence = [`ev_${'e'.repeat(64)}`];
const alert = {
  fingerprint: 'f1',
  status: 'resolved',
  name: 'HighErrorRate',
  severity: 'critical',
  service: 'checkout',
  startsAt: at,
  endsAt: at,
};

/** Every message between workflows, and from people to them, with every field that it can have. */
const messages: readonly (readonly [name: string, reader: Reader<unknown>, example: object])[] = [
  ['a delivery', DeliveryNotice, { deliveryId: 'dl_1', receivedAt: at, alerts: [alert], unprocessedAlerts: 2 }],
  [
    'a runbook to start',
    StartRun,
    {
      incidentId: 'incident/test/0-1',
      runbook: 'scale',
      sha256: 'd'.repeat(64),
      inputs: { replicas: 6 },
      target: { service: 'checkout', environment: 'staging' },
      by,
    },
  ],
  [
    'the request of a run',
    GivenRunRequest,
    {
      runId: 'run/1',
      runbook: 'scale',
      inputs: {},
      by,
      incident: {
        incidentId: 'incident/test/0-1',
        workflowId: 'incident/test/0',
        title: 'Errors',
        severity: 'critical',
        environment: 'staging',
        services: ['checkout'],
        startedAt: at,
        briefDigest: 'br_1',
        deliveries: ['dl_1'],
        alerts: [{ ...alert, deliveryId: 'dl_1', resolutionReceivedAt: at }],
        receivedAt: at,
      },
    },
  ],
  ['hands off', HandsOff, { incidentId: 'incident/test/0-1', off: true, reason: 'mine', by }],
  ['an answer yes', AnswerStep, { path: 'sure', answer: { kind: 'yes', note: 'fine' }, by }],
  ['an answer no', AnswerStep, { path: 'sure', answer: { kind: 'no', reason: 'not now' }, by }],
  ['an answer by form', AnswerStep, { path: 'sure', answer: { kind: 'form', values: { note: 'fine' } }, by }],
  ['a pause', PauseRun, { reason: 'wait', by }],
  ['going on', ResumeRun, { by }],
  ['a step to skip', SkipStep, { path: 'each/3/restart', reason: 'done', by }],
  ['a run to cancel', CancelRun, { reason: 'over', by, handsOff: true }],
  [
    'the notice of a run',
    RunNotice,
    {
      runId: 'run/1',
      runbook: 'scale',
      title: 'Scale out',
      state: 'ended',
      outcome: 'completed',
      reason: 'done',
      waitingFor: 'sure: Really?',
      writes: [{ actionHash, title: 'Scale', state: 'verified', decidedAt: at, by: 'Bob', writtenAt: at, endedAt: at }],
      at,
    },
  ],
  [
    'the input of an action',
    ActionInput,
    {
      bytes: '{}',
      actionHash,
      notify: { taskQueue: 'investigate', to: 'owner', escalateTo: 'on-call', page: 'http://x' },
    },
  ],
  ['a decision', SignedDecision, { jws: 'a.b.c' }],
  ['an action to withdraw', WithdrawAction, { reason: 'wrong', by }],
  ['an action to undo', UndoAction, { answer: 'undo', reason: 'worse', by }],
  ['an outcome', ResolveUnknown, { answer: 'executed', reason: 'seen', by }],
  ['a newer proposal', Superseded, { by: actionHash }],
  [
    'the notice of an action',
    ActionNotice,
    {
      actionHash,
      state: 'skipped',
      reason: 'busy',
      skippedFor: 'busy',
      by,
      decidedAt: at,
      writtenAt: at,
      deadlineAt: at,
      settled: true,
      undoable: false,
      evidence,
      at,
    },
  ],
  ['a request for a lock', LockRequest, { actionHash, target: 'shop', part: 'do', leaseSeconds: 600, automatic: true }],
  ['a release of a lock', ReleaseLock, { actionHash, part: 'undo', end: 'bad', narrowTo: 'shop' }],
  [
    'an announcement',
    AnnounceAction,
    { actionHash, workflowId: `action/${actionHash}`, runId: 'run/1', path: 'scale' },
  ],
];

/** The paths of all its parts, `by` and `by.name`, and the message with another value there. */
function replaced(value: unknown, other: unknown, path = ''): readonly (readonly [path: string, message: unknown])[] {
  if (typeof value !== 'object' || value === null) return [];
  const isList = Array.isArray(value);
  return Object.entries(value).flatMap(([key, member]) => {
    const place = isList ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    const put = (one: unknown) => (isList ? value.with(Number(key), one) : { ...value, [key]: one });
    return [[place, put(other)] as const, ...replaced(member, other, place).map(([p, m]) => [p, put(m)] as const)];
  });
}

describe.each(messages)('%s', (_name, reader, example) => {
  test('is read as it is, without what else came with it', () => {
    expect(reader.read({ ...example, unheardOf: 1 }, '')).toEqual({ kind: 'ok', value: example });
  });

  // A function is no JSON: what lets it through, in whatever field, does not look at it.
  test('is refused with the path of whichever part of it is something else', () => {
    const parts = replaced(example, () => {});
    expect(parts.length).toBeGreaterThan(0);
    for (const [path, message] of parts) {
      const read = reader.read(message, '');
      const problem = read.kind === 'wrong' ? read.problem : `${path} was taken`;
      // Within `inputs`, which may hold any JSON, the problem is that of the whole.
      expect(problem).toMatch(new RegExp(`^(inputs|${path.replaceAll(/[[\].]/g, '\\$&')}): expected .*, got `));
    }
  });

  test('is refused where a text is longer than its bound, a number beyond it, a list longer', () => {
    const outside = (value: unknown) =>
      typeof value === 'string' ? 'x'.repeat(100_000) : typeof value === 'number' ? -1 : undefined;
    for (const [path] of replaced(example, 0)) {
      const place = path.split(/[.[\]]+/).filter(Boolean);
      const value = place.reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], example);
      const other = Array.isArray(value) ? Array.from({ length: 1001 }, () => value[0]) : outside(value);
      if (other === undefined || path.startsWith('inputs.')) continue;
      const message = replaced(example, other).find(([one]) => one === path)?.[1];
      expect(reader.read(message, '')).toMatchObject({ kind: 'wrong', problem: expect.stringContaining(path) });
    }
  });

  test.each([undefined, null, 'text', 7, []])('%j is not one', (value) => {
    expect(reader.read(value, '')).toMatchObject({
      kind: 'wrong',
      problem: expect.stringMatching(/^body: expected \{/),
    });
  });
});

test('a target with a mistyped key is not taken for one without it', () => {
  expect(StartRun.read({ runbook: 'scale', inputs: {}, target: { sevice: 'shop' }, by }, '')).toEqual({
    kind: 'wrong',
    problem: 'target.sevice: expected {"service"?, "environment"?} and no other key',
  });
});
