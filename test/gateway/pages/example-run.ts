import type { RunId } from '#core/ids/workflow-ids';
import type { Form } from '#core/runbooks/form';
import type { RunState, StepRecord } from '#core/runs/run';
import { INCIDENT_ID, SIGNALS_OF_PAYMENTS } from './example-incident.ts';

// A rollback that waits for a person, with a look at two branches behind it.

export const RUN_ID = `run/${INCIDENT_ID}/1` as RunId;
export const SHA256 = 'c0ffee'.padEnd(64, '0');
const at = (second: number) => new Date(Date.parse('2026-03-01T03:04:00Z') + second * 1000).toISOString();

export const FORM: Form = {
  type: 'object',
  properties: {
    instance: { type: 'string', title: 'Which instance', description: 'As list_pods names it.', maxLength: 40 },
    why: { type: 'string', title: 'What was seen' },
    size: { type: 'string', enum: ['small', 'large'], default: 'small' },
    count: { type: 'integer', minimum: 1, maximum: 9, default: 2 },
    drain: { type: 'boolean', title: 'Drain it first', default: true },
  },
  required: ['instance', 'size'],
};

const step = (path: string, second: number, rest: Partial<StepRecord>): StepRecord => ({
  path,
  id: path.split('/').at(-1) ?? path,
  kind: 'read',
  title: `Title of ${path}`,
  state: 'succeeded',
  startedAt: at(second),
  endedAt: at(second + 3),
  ...rest,
});

export const STEPS: readonly StepRecord[] = [
  step('plan', 0, {
    title: 'Find the last healthy release',
    subject: 'deployments.plan_rollback',
    summary: 'payments can go back from v1.8.3 to v1.8.2.',
    evidence: [SIGNALS_OF_PAYMENTS],
  }),
  step('look', 3, { title: 'Look closer', kind: 'parallel' }),
  step('look/logs/errors', 3, { title: 'Error patterns', reason: 'logs did not answer', state: 'failed' }),
  step('look/traffic/load', 3, { title: 'Load of payments' }),
];

export const YES_OR_NO: StepRecord = step('schema', 6, {
  kind: 'ask',
  title: 'Schema',
  state: 'waiting',
  endedAt: undefined,
  deadlineAt: at(606),
  question: { text: 'Does v1.8.2 run on today’s database schema?', escalatedAt: at(66) },
});

export const FORM_QUESTION: StepRecord = {
  ...YES_OR_NO,
  path: 'which',
  id: 'which',
  title: 'Which',
  question: { text: 'Which instance?', form: FORM },
};

export const RUNNING: RunState = {
  runId: RUN_ID,
  runbook: { name: 'roll-back-bad-release', title: 'Roll back a bad release', sha256: SHA256 },
  incidentId: INCIDENT_ID,
  target: { service: 'payments', environment: 'lab' },
  startedBy: { name: 'Ada', channel: 'page', verified: false },
  state: 'running',
  startedAt: at(0),
  deadlineAt: at(1800),
  steps: [...STEPS, YES_OR_NO],
  plan: [
    { id: 'plan', kind: 'read', title: 'Find the last healthy release' },
    { id: 'look', kind: 'parallel', title: 'Look closer' },
    { id: 'schema', kind: 'ask', title: 'Schema' },
    { id: 'roll_back', kind: 'write', title: 'Go back to the version before' },
    { id: 'tell', kind: 'notify', title: 'Tell the owner' },
  ],
};

export const ENDED: RunState = {
  ...RUNNING,
  state: 'ended',
  outcome: 'stopped',
  reason: 'A person said no: not today',
  endedAt: at(65),
  steps: [
    ...STEPS,
    {
      ...YES_OR_NO,
      state: 'declined',
      endedAt: at(60),
      reason: 'not today',
      by: { name: 'Grace', channel: 'cli', verified: false },
    },
  ],
};
