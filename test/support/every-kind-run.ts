import { setTimeout as pause } from 'node:timers/promises';
import type { Activities } from '#activities/index';
import type { Template } from '#core/runbooks/expressions/expression';
import type { CompiledRunbook, CompiledStep } from '#core/runbooks/runbook-ir';
import type { StepBase } from '#core/runbooks/steps/step';
import type { NotificationRequest, PreparedRun, StepReadRequest } from '#core/runs/run';
import { offScriptActivities } from './off-script.ts';

// A run with every kind of step, and what its activities answer: by path, so that every attempt hears the same.

const words = (value: string): Template => ({ kind: 'literal', value });
const base = (id: string): StepBase => ({ id, title: words(`Step ${id}`), always: false, onFailure: 'stop' });
const read = (id: string, more: Partial<Extract<CompiledStep, { kind: 'read' }>> = {}): CompiledStep => ({
  ...base(id),
  kind: 'read',
  call: { server: 'metrics', tool: id, arguments: {}, select: [['value'], ['items']] },
  withinSeconds: 60,
  ...more,
});

const inner: CompiledRunbook = {
  irVersion: 1,
  evaluator: 'cel-1',
  name: 'inner',
  title: 'An inner runbook',
  inputs: { type: 'object', properties: { wanted: { type: 'number' } }, required: ['wanted'] },
  variables: [{ name: 'twice', value: { cel: 'inputs.wanted * 2.0' } }],
  withinSeconds: 600,
  steps: [read('look')],
  outputs: { sum: { cel: 'look.value + variables.twice' } },
};

const touch = {
  server: 'metrics',
  tool: 'touch',
  arguments: { name: { kind: 'expression', cel: 'item' } },
  select: [],
} as const;
const check = { server: 'metrics', tool: 'check', arguments: {}, select: [] } as const;

const everyKindRunbook: CompiledRunbook = {
  irVersion: 1,
  evaluator: 'cel-1',
  name: 'every-kind',
  title: 'Every kind of step',
  variables: [{ name: 'limit', value: { cel: '2.0' } }],
  withinSeconds: 3600,
  steps: [
    read('plan', { require: { cel: 'plan.value > variables.limit' } }),
    {
      ...base('side_by_side'),
      kind: 'parallel',
      join: 'all',
      branches: [
        { name: 'one', steps: [read('first'), { ...base('pause'), kind: 'wait', seconds: 1 }] },
        { name: 'two', steps: [read('second')] },
      ],
    },
    {
      ...base('race'),
      kind: 'parallel',
      join: 'any',
      branches: [
        { name: 'quick', steps: [read('quick')] },
        {
          name: 'slow',
          steps: [
            { ...base('long'), kind: 'wait', seconds: 600 },
            { ...base('left'), always: true, kind: 'notify', to: 'team', message: words('left'), withinSeconds: 30 },
          ],
        },
      ],
    },
    {
      ...base('each'),
      kind: 'forEach',
      items: { cel: 'plan.items' },
      as: 'item',
      atMost: 5,
      atOnce: 2,
      steps: [read('touch', { call: touch })],
    },
    {
      ...base('nested'),
      kind: 'runbook',
      runbook: inner,
      inputs: { wanted: { kind: 'expression', cel: 'plan.value' } },
    },
    read('settled', { poll: { until: { cel: 'result.value > 1.0' }, forSeconds: 0, everySeconds: 1 } }),
    { ...base('never'), kind: 'wait', seconds: 600, if: { cel: 'nested.sum < 0.0' } },
    {
      ...base('sure'),
      kind: 'ask',
      question: { kind: 'text', parts: ['Is ', { cel: 'nested.sum' }, ' right?'] },
      form: { type: 'object', properties: { note: { type: 'string' } }, required: ['note'] },
      withinSeconds: 600,
    },
    {
      ...base('change'),
      kind: 'write',
      onFailure: 'continue',
      server: 'infrastructure',
      tool: 'restart_pod',
      risk: 'reversible',
      parameters: { pod: words('pod-1') },
      approvalWithinSeconds: 60,
      verify: { call: check, poll: { until: { cel: 'true' }, forSeconds: 0, everySeconds: 5 }, withinSeconds: 60 },
      ifNotVerified: 'ask',
    },
    {
      ...base('tell'),
      always: true,
      onFailure: 'continue',
      kind: 'notify',
      to: 'owner',
      message: {
        kind: 'text',
        parts: ['change ', { cel: 'change.outcome' }, ', ', { cel: 'sure.note' }, ' by ', { cel: 'sure.answered_by' }],
      },
      withinSeconds: 30,
    },
  ],
  outputs: {},
};

const everyKindPrepared: PreparedRun = {
  runbook: everyKindRunbook,
  sha256: 'a'.repeat(64),
  facts: {
    incident: {
      id: 'incident/test/1',
      title: 'Test',
      severity: 'critical',
      environment: 'production',
      service: 'checkout',
      services: ['checkout'],
      startedAt: '2026-11-01T03:02:00.000Z',
    },
  },
};

/** What a run asks of the world, answered after a while; whatever an investigation asks is off the script. */
export function everyKindActivities(
  delayMilliseconds: number,
  seen: { reads: StepReadRequest[]; told: NotificationRequest[] } = { reads: [], told: [] },
): Activities {
  const answer = async (request: StepReadRequest) => {
    seen.reads.push(request);
    await pause(delayMilliseconds);
    const items = request.path === 'plan' ? ['a', 'b', 'c'] : [];
    const data = { value: items.length > 0 ? 3 : 2, items };
    return { data, evidence: [`ev_${request.path}` as const], summary: `answer of ${request.path}` };
  };
  return {
    ...offScriptActivities,
    prepareRun: async () => everyKindPrepared,
    readStep: answer,
    pollStep: answer,
    sendNotification: async (request) => {
      seen.told.push(request);
      await pause(delayMilliseconds);
      return { summary: `told ${request.to}` };
    },
  };
}
