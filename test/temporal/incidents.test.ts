import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { beforeEach, expect, test } from 'vitest';
import { createIncidents } from '#temporal/incidents';

// Temporal's client, scripted: what is asked is counted.

const WORKFLOW = 'incident/lab/0123456789abcdef';
const INCIDENT = `${WORKFLOW}-11111111`;
let asked: string[];
let run: { runId: string; status: string } | undefined;
beforeEach(() => {
  asked = [];
  run = { runId: '11111111-first', status: 'RUNNING' };
});

const infoOf = ({ runId, status }: { runId: string; status: string }) => ({
  workflowId: WORKFLOW,
  runId,
  status: { name: status },
  memo: { incidentId: INCIDENT },
  startTime: new Date(0),
  typedSearchAttributes: { get: () => undefined },
});

const client = {
  connection: {},
  options: { namespace: 'default' },
  withDeadline: (_deadline: number, work: () => Promise<unknown>) => work(),
  workflow: {
    async *list() {
      asked.push('list');
      if (run) yield infoOf(run);
    },
    getHandle: (_workflowId: string, runId: string) => ({
      async describe() {
        asked.push('describe');
        if (run?.runId !== runId) throw new WorkflowNotFoundError('gone', WORKFLOW, runId);
        return infoOf(run);
      },
      async query() {
        asked.push('query');
        return { incidentId: INCIDENT };
      },
    }),
  },
};
const open = () => createIncidents({ client: client as unknown as Client, processName: 'gateway' });

test('an incident that is looked at again and again is looked up in visibility once', async () => {
  const incidents = open();
  for (let poll = 0; poll < 3; poll++) expect((await incidents.get(INCIDENT))?.answered).toBe(true);
  expect(asked).toEqual(['list', 'query', 'describe', 'query', 'describe', 'query']);
});

test('a run that was continued or has passed out of retention is looked up again', async () => {
  const incidents = open();
  await incidents.get(INCIDENT);
  run = { runId: '22222222-second', status: 'RUNNING' };
  await incidents.get(INCIDENT);
  expect(asked).toEqual(['list', 'query', 'describe', 'list', 'query']);
  run = undefined;
  expect(await incidents.get(INCIDENT)).toBeUndefined();
});

test('a workflow that was terminated is told as failed', async () => {
  run = { runId: '11111111-first', status: 'TERMINATED' };
  expect((await open().get(INCIDENT))?.failed).toBe(true);
});
