import type { IncidentId } from '#core/ids/workflow-ids';
import type { ActionHash } from '#core/ids/action-hash';
import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { judgeAction, type RecordedAction } from '#approvals/history/judge-writes';
import { readIncidentHistories } from '#approvals/history/temporal-histories';
import type { ActionDocument } from '#core/actions/action';
import type { DecisionClaims } from '#core/actions/decision';
import type { ActionMark } from '#core/actions/action-mark';
import type { ActionHistory } from '#records/audit-changes';

const actionHash = 'ab'.repeat(32) as ActionHash;
const previewHash = 'cd'.repeat(32);
const head = 'ef'.repeat(32);
const eventId = '01'.repeat(32);
const of = { eventId, actionHash };
const place = { environment: 'production', service: 'checkout', server: 'infrastructure', tool: 'scale_deployment' };
const at = (minute: number) => `2026-03-01T10:${String(minute).padStart(2, '0')}:00.000Z`;

const document = {
  startedBy: { name: 'ada', channel: 'page', verified: true },
  proposal: { runId: 'run/1', path: 'scale', number: 1 },
} as unknown as ActionDocument;

const claims: Omit<DecisionClaims, 'idToken'> & { incident?: string } = {
  actionHash,
  previewHash,
  answer: 'approve',
  reason: '',
  channel: 'page',
  breakGlass: false,
  nonce: 'n',
  expiresAt: at(30),
  by: { issuer: 'https://login', subject: 'b-1', name: 'bob' },
  groups: ['payments'],
  authTime: Date.parse(at(1)) / 1000,
  decidedAt: at(2),
};

const approved: RecordedAction = {
  actionHash,
  document,
  audit: {
    policies: [
      {
        ...of,
        part: 'do',
        moment: 'execution',
        previewHash,
        at: at(3),
        verdict: {
          kind: 'approvals',
          policySha256: 'x',
          rules: [],
          needs: { parts: [{ count: 1, groups: ['payments'] }], signIn: false },
        },
      },
    ],
    decisions: [{ ...of, outcome: 'verified', jws: 'a.b.c', answer: 'approve', by: claims.by, at: at(2) }],
    intents: [{ ...of, part: 'do', ...place, state: 'intent', at: at(4) }],
    results: [{ ...of, part: 'do', ...place, state: 'executed', at: at(5) }],
    states: [{ ...of, state: 'executed', at: at(6) }],
  },
  marks: new Set<ActionMark>(['intent', 'result']),
  history: { actionHash, executed: [{ part: 'do', auditHead: head }], verified: ['a.b.c'], open: false },
  decisions: new Map([['a.b.c', { kind: 'verified', claims, jws: 'a.b.c', signedIn: true }]]),
  isAuditHead: (hash) => hash === head,
};

const without = (change: Partial<ActionHistory>): RecordedAction => ({
  ...approved,
  audit: { ...approved.audit, ...change },
});
const history = approved.history!;

describe('what history, marks, audit and decisions say of an action', () => {
  it('agrees where every write has its approvals and every approval its write', () => {
    expect(judgeAction(approved)).toEqual([]);
  });

  it.each<[string, RecordedAction, string]>([
    ['a write that nobody approved', without({ decisions: [] }), 'did not have the approvals that policy required'],
    [
      'an approval that came after the write',
      without({ decisions: approved.audit.decisions.map((one) => ({ ...one, at: at(9) })) }),
      'did not have the approvals',
    ],
    [
      'an approval that does not verify again',
      {
        ...approved,
        decisions: new Map([['a.b.c', { kind: 'refused', reason: 'its signature is not that of the key' }]]),
      },
      'does not verify: its signature is not that of the key',
    ],
    ['a write without a verdict of policy', without({ policies: [] }), 'has no policy verdict recorded'],
    [
      'a write that policy denied',
      without({
        policies: approved.audit.policies.map((one) => ({
          ...one,
          verdict: { kind: 'deny', policySha256: 'x', rules: [{ rule: 'freeze', reason: 'it is Christmas' }] },
        })),
      }),
      'was denied by policy: it is Christmas',
    ],
    ['a write without a result', without({ results: [] }), 'but the audit log has no result of it'],
    ['a result without an intent', without({ intents: [] }), 'a recorded result without a preceding intent'],
    [
      'a write that began twice',
      without({ intents: [...approved.audit.intents, ...approved.audit.intents] }),
      'began 2 times; at most once is allowed',
    ],
    ['an intent without its mark', { ...approved, marks: new Set() }, 'it left no mark'],
    [
      'marks without any record',
      { ...without({ intents: [], results: [], decisions: [] }), history: undefined },
      'left the mark of its intent, but the audit log has no intent',
    ],
    [
      'a write that only the history knows',
      { ...without({ intents: [], results: [], decisions: [] }), marks: new Set() },
      "was done according to Temporal's history, but the audit log has no result of it",
    ],
    ['a head that no audit log has', { ...approved, isAuditHead: () => false }, 'but no audit log has it'],
    [
      'an approval without a write or an end',
      { ...without({ intents: [], results: [], states: [] }), marks: new Set(), history: { ...history, executed: [] } },
      'led to neither a write nor an end',
    ],
    [
      'a decision that only the history knows',
      without({ decisions: [] }),
      "counted in Temporal's history, but the audit log",
    ],
    [
      'a decision that the history does not know',
      { ...approved, history: { ...history, verified: [] } },
      "but not in Temporal's history",
    ],
    ['bytes that are not kept', { ...approved, document: undefined }, 'its bytes are not stored'],
    [
      'a workflow that was started with other bytes',
      { ...approved, history: { ...history, bytes: '{}' } },
      'with bytes other than the stored ones',
    ],
  ])('names %s', (_what, known, words) => {
    expect(judgeAction(known).join('\n')).toContain(words);
  });

  it('an approval that waits for its write, or whose action ended, is no mismatch', () => {
    const nothing = { intents: [], results: [], states: [] };
    const waiting = {
      ...without(nothing),
      marks: new Set<ActionMark>(),
      history: { ...history, executed: [], open: true },
    };
    expect(judgeAction(waiting)).toEqual([]);
    const states = [{ ...of, state: 'expired' as const, at: at(8) }];
    expect(
      judgeAction({ ...waiting, audit: { ...waiting.audit, states }, history: { ...history, executed: [] } }),
    ).toEqual([]);
  });

  it('an automatic write needs nobody', () => {
    const automatic = without({
      decisions: [],
      policies: approved.audit.policies.map((one) => ({
        ...one,
        verdict: { kind: 'automatic', policySha256: 'x', rules: [], notified: true },
      })),
    });
    expect(judgeAction({ ...automatic, history: { ...history, verified: [] } })).toEqual([]);
  });
});

/** As the client throws it where a history is asked for: the server's answer as it is. */
const answered = (details: string) =>
  Object.assign(new Error(`5 NOT_FOUND: ${details}`), { code: 5, details, metadata: {} });

it('a namespace that is missing is not taken for histories that are gone', async () => {
  const client = {
    withDeadline: (_deadline: number, work: () => unknown) => work(),
    workflow: {
      getHandle: () => ({ fetchHistory: () => Promise.reject(answered('Namespace nowhere is not found.')) }),
    },
  } as unknown as Client;
  await expect(readIncidentHistories(client, 'incident/am/1' as IncidentId, [])).rejects.toThrow('Namespace nowhere');
});

it.each([
  ['by its client', (id: string) => new WorkflowNotFoundError('gone', id, undefined)],
  ['by the server', (id: string) => answered(`workflow not found for ID: ${id}`)],
])("reads an incident's runs and actions from their histories, across continue-as-new; gone %s", async (_, missing) => {
  const payloads = (value: unknown) => ({ payloads: [defaultPayloadConverter.toPayload(value)] });
  const done = (id: number, name: string, input: unknown, result: unknown) => [
    { eventId: id, activityTaskScheduledEventAttributes: { activityType: { name }, input: payloads(input) } },
    { eventId: id + 1, activityTaskCompletedEventAttributes: { scheduledEventId: id, result: payloads(result) } },
  ];
  const scripted: Record<string, object[]> = {
    'run/incident/am/1/1': [
      { eventId: 1, workflowExecutionStartedEventAttributes: { continuedExecutionRunId: 'before' } },
    ],
    'run/incident/am/1/1@before': [
      { eventId: 1, workflowExecutionStartedEventAttributes: {} },
      { eventId: 2, startChildWorkflowExecutionInitiatedEventAttributes: { workflowId: `action/${actionHash}` } },
    ],
    [`action/${actionHash}`]: [
      { eventId: 1, workflowExecutionStartedEventAttributes: { input: payloads({ bytes: '{}', actionHash }) } },
      ...done(2, 'verifyDecision', {}, { kind: 'verified', jws: 'a.b.c', claims: {} }),
      ...done(4, 'verifyDecision', {}, { kind: 'refused', reason: 'no' }),
      ...done(6, 'executeAction', { part: 'do' }, { kind: 'executed', result: 'done', auditHead: head }),
      { eventId: 9, workflowExecutionCompletedEventAttributes: {} },
    ],
  };
  const client = {
    withDeadline: (_deadline: number, work: () => unknown) => work(),
    workflow: {
      getHandle: (id: string, runId?: string) => ({
        fetchHistory: () => {
          const events = scripted[runId === undefined ? id : `${id}@${runId}`];
          if (!events) return Promise.reject(missing(id));
          return Promise.resolve({ events });
        },
      }),
    },
  } as unknown as Client;
  const gone = '99'.repeat(32) as ActionHash;
  expect(await readIncidentHistories(client, 'incident/am/1' as IncidentId, [gone])).toEqual({
    runs: ['run/incident/am/1/1'],
    gone: [`action/${gone}`],
    actions: new Map([
      [
        actionHash,
        { actionHash, bytes: '{}', executed: [{ part: 'do', auditHead: head }], verified: ['a.b.c'], open: false },
      ],
    ]),
  });
});
