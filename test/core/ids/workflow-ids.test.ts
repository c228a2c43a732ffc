import { expect, test } from 'vitest';
import { parseActionHash } from '#core/ids/action-hash';
import {
  actionOfWorkflow,
  actionWorkflowId,
  incidentIdOf,
  incidentWorkflowId,
  integrationOf,
  lockWorkflowId,
  loneRunId,
  parseIncidentId,
  parseRunId,
  runIdOf,
} from '#core/ids/workflow-ids';

const workflowId = incidentWorkflowId('main', '0123456789abcdef');
const incidentId = incidentIdOf(workflowId, '1a2b3c4d-0000-4000-8000-000000000000');
const actionHash = parseActionHash('ab'.repeat(32));
const uuid = '00000000-0000-4000-8000-000000000000';

test('the ids have the forms that pages, commands and histories show', () => {
  expect(workflowId).toBe('incident/main/0123456789abcdef');
  expect(incidentId).toBe('incident/main/0123456789abcdef-1a2b3c4d');
  expect(runIdOf(incidentId, 2)).toBe('run/incident/main/0123456789abcdef-1a2b3c4d/2');
  expect(loneRunId(uuid)).toBe(`run/alone/${uuid}`);
  expect(actionWorkflowId(actionHash)).toBe(`action/${actionHash}`);
  expect(lockWorkflowId('production', 'payments')).toBe('lock/production/payments');
});

test('what is made is parsed again', () => {
  expect(parseIncidentId(incidentId)).toEqual({ incidentId, workflowId });
  expect(parseRunId(runIdOf(incidentId, 12))).toEqual({ runId: runIdOf(incidentId, 12), incidentId });
  expect(parseRunId(loneRunId(uuid))).toEqual({ runId: loneRunId(uuid), incidentId: undefined });
  expect(actionOfWorkflow(actionWorkflowId(actionHash))).toBe(actionHash);
  expect(integrationOf(workflowId)).toBe('main');
});

test.each([
  '',
  workflowId,
  `${incidentId}x`,
  `${incidentId}\n`,
  incidentId.toUpperCase(),
  'incident/../0123456789abcdef-1a2b3c4d',
  `incident/main" OR 1/0123456789abcdef-1a2b3c4d`,
])('%j is not the id of an incident', (text) => {
  expect(parseIncidentId(text)).toBeUndefined();
});

test.each(['', 'run/alone/x', workflowId, `run/${incidentId}`, `run/${incidentId}/1234567`, `run/${workflowId}/1`])(
  '%j is not the id of a run',
  (text) => {
    expect(parseRunId(text)).toBeUndefined();
  },
);

test.each(['', actionHash, `action/${actionHash}/`, `action/${actionHash.toUpperCase()}`, `lock/${actionHash}`])(
  '%j is not the workflow of an action',
  (text) => {
    expect(actionOfWorkflow(text)).toBeUndefined();
  },
);
