import { expect, test } from 'vitest';
import { checkedLibrary } from '../../support/checked-library.ts';
import { workedExample } from '../../support/worked-example.ts';

test('the worked example compiles without a word', () => {
  const { runbooks, problems } = checkedLibrary({ 'runbook.yaml': workedExample });
  expect(problems).toEqual([]);
  expect(runbooks).toMatchObject([
    {
      irVersion: 1,
      evaluator: 'cel-1',
      name: 'roll-back-bad-release',
      owner: 'payments',
      match: { alerts: ['HighErrorRate', 'HighLatency'], when: { cel: 'finding.cause == "bad_release"' } },
      target: { service: { kind: 'expression', cel: 'finding.service' } },
      withinSeconds: 4 * 3600,
    },
  ]);
});

test('each step has what it needs to run, and asks its tools for no more than expressions use', () => {
  const [runbook] = checkedLibrary({ 'runbook.yaml': workedExample }).runbooks;
  const target = (part: string) => ({ kind: 'expression', cel: `target.${part}` });
  expect(runbook?.steps).toMatchObject([
    {
      id: 'plan',
      kind: 'read',
      withinSeconds: 30,
      call: {
        server: 'deployments',
        tool: 'plan_rollback',
        arguments: { environment: target('environment'), service: target('service') },
        select: [
          ['from', 'revision'],
          ['from', 'version'],
          ['includes_migration'],
          ['to', 'revision'],
          ['to', 'version'],
        ],
      },
    },
    { id: 'schema', kind: 'ask', if: { cel: 'plan.includes_migration' }, withinSeconds: 600 },
    {
      id: 'roll_back',
      kind: 'write',
      risk: 'reversible',
      parameters: { service: target('service'), revision: { kind: 'expression', cel: 'plan.to.revision' } },
      approvalWithinSeconds: 900,
      verify: {
        call: { select: [['error_ratio'], ['requests_per_second']] },
        poll: { forSeconds: 60, everySeconds: 5 },
        withinSeconds: 300,
      },
      ifNotVerified: 'ask',
    },
    { id: 'tell', kind: 'notify', to: 'owner', always: true, onFailure: 'continue', withinSeconds: 30 },
  ]);
});
