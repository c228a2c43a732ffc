import { parseActionHash } from '#core/ids/action-hash';
import type { RunId, IncidentId } from '#core/ids/workflow-ids';
import { expect, test } from 'vitest';
import { createProposeAction } from '#activities/propose-action';
import type { ProposeRequest } from '#core/actions/action-work';
import type { Evidence } from '#core/evidence/evidence';
import type { EvidenceId } from '#core/ids/evidence-id';
import type { ToolReply } from '#core/evidence/tool-reply';
import { parseAction } from '#mcp/kit/parse-action';
import { sha256 } from '#records/digest';
import { inActivity } from '../support/in-activity.ts';

const plan = {
  back_end: 'cluster-a',
  target: { kind: 'service', name: 'payments', uid: 'u1' },
  precondition: { version: 'v1.8.3', replicas: 3 },
  undo: { tool: 'scale_deployment', parameters: { replicas: 3 }, precondition: { version: 'v1.8.3', replicas: 6 } },
  summary: 'from 3 to 6',
};
const request: ProposeRequest = {
  proposal: { runId: 'run/x/1' as RunId, path: 'scale', number: 1 },
  incident: { id: 'incident/lab/1' as IncidentId, workflowId: 'incident/lab' },
  runbook: { name: 'scale-out', sha256: 'a'.repeat(64) },
  startedBy: { name: 'grace', channel: 'page', verified: false },
  title: 'Scale out',
  environment: 'production',
  service: 'payments',
  server: 'infrastructure',
  tool: 'scale_deployment',
  parameters: { replicas: 6 },
  expectation: {
    server: 'metrics',
    tool: 'get_service_golden_signals',
    arguments: {},
    withinSeconds: 60,
    scope: {},
    poll: { until: { cel: 'true' }, forSeconds: 0, everySeconds: 5 },
  },
  ifNotVerified: 'ask',
  approvalWithinSeconds: 900,
  evidence: [`ev_${'1'.repeat(64)}`],
};

function propose(reply: ToolReply, title = request.title) {
  const calls: unknown[] = [];
  const activity = createProposeAction({
    tools: {
      callTool: async (call) => {
        calls.push(call);
        return reply;
      },
    },
    mask: (value) => value,
    putEvidence: async (evidence) => ({ ...evidence, id: `ev_${'2'.repeat(64)}` }) as Evidence,
    hashOf: (bytes) => parseActionHash(sha256(bytes)),
    now: () => new Date('2026-11-01T03:00:00.000Z'),
  });
  return { calls, answer: inActivity(() => activity({ ...request, title })) };
}

const answered = (data: unknown): ToolReply => ({
  kind: 'result',
  toolHash: 'f'.repeat(64),
  envelope: {
    data,
    meta: { source: 'lab', environment: 'production', took_ms: 1, cached: false, truncated: false },
    warnings: [],
    hints: [],
  },
});

test('what is proposed are bytes that the executor takes, with the target as it was seen', async () => {
  const { calls, answer } = propose(answered(plan));
  const proposed = await answer;
  if (proposed.kind !== 'proposed') throw new Error(proposed.reason);
  const parsed = parseAction(proposed.bytes, proposed.actionHash);
  if (parsed.kind !== 'document') throw new Error(parsed.problem);
  expect(parsed.document).toMatchObject({
    backEnd: 'cluster-a',
    target: plan.target,
    precondition: plan.precondition,
    undo: { tool: 'scale_deployment', parameters: { replicas: 3 }, undoBy: '2026-11-01T04:15:00.000Z' },
    expiresAt: '2026-11-01T03:15:00.000Z',
    evidence: [`ev_${'1'.repeat(64)}`, `ev_${'2'.repeat(64)}`] satisfies EvidenceId[],
  });
  expect(calls).toMatchObject([{ server: 'infrastructure', tool: 'plan_action', incident: 'incident/lab/1' }]);
});

test('without the name of the back end that carries it out nothing is proposed', async () => {
  const { back_end: _, ...without } = plan;
  expect(await propose(answered(without)).answer).toMatchObject({
    kind: 'refused',
    reason: expect.stringMatching(/plan_action answered what is no plan: back_end/),
  });
});

test('a title that quotes foreign text is proposed on one line without what nobody sees', async () => {
  const proposed = await propose(answered(plan), '⚠\ufe0f Scale\u3164 out\u202e\nnow').answer;
  expect(proposed.kind === 'proposed' && JSON.parse(proposed.bytes)).toMatchObject({ title: '⚠ Scale out now' });
});

test('what cannot be undone is proposed without an undo', async () => {
  const { undo: _, ...without } = plan;
  const proposed = await propose(answered(without)).answer;
  expect(proposed.kind === 'proposed' && JSON.parse(proposed.bytes)).not.toHaveProperty('undo');
});

test('a tool that refuses, or answers what is no plan, refuses the proposal with its words', async () => {
  const refused = { kind: 'error', code: 'NOT_FOUND', message: 'no service "pay"', retryable: false } as const;
  expect(await propose(refused).answer).toEqual({ kind: 'refused', reason: 'NOT_FOUND: no service "pay"' });
  expect(await propose(answered({ target: 'payments' })).answer).toMatchObject({
    kind: 'refused',
    reason: expect.stringMatching(/plan_action answered what is no plan: target/),
  });
});

test('a back end that is away is asked again', async () => {
  const away = { kind: 'error', code: 'UPSTREAM_UNAVAILABLE', message: 'away', retryable: true } as const;
  await expect(propose(away).answer).rejects.toMatchObject({ nonRetryable: false });
});
