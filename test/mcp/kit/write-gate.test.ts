import { describe, expect, it } from 'vitest';
import type { ActionDocument } from '#core/actions/action';
import { WRITE_CHECKS } from '#mcp/kit/write-checks';
import { gatedWrite, nothingAgainst, scriptedExecutor } from '../../negative-controls/scripted-executor.ts';
import { writeScenarios } from '../../negative-controls/write-scenarios.ts';

const { actionHash } = gatedWrite(nothingAgainst);
const undoing = { part: 'undo', marks: ['intent', 'result'] } as const;

describe('a write that nothing speaks against', () => {
  it('is written once, its intent on record before and its result after', async () => {
    const executor = scriptedExecutor();
    expect(await executor.write()).toEqual({
      kind: 'executed',
      result: 'It has 6.',
      auditHead: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const { document } = nothingAgainst;
    expect(executor.writes).toEqual([
      {
        environment: 'production',
        service: 'payments',
        backEnd: 'cluster-a',
        target: document.target,
        precondition: { replicas: 4 },
        parameters: { replicas: 6 },
        part: 'do',
        actionHash,
      },
    ]);
    expect(executor.events).toEqual([
      'marks',
      'switches',
      'needed',
      'lock',
      'preview',
      'judge',
      'approvals',
      `record intent ${actionHash}`,
      `mark intent ${actionHash}`,
      'marks',
      'switches',
      `write do ${actionHash}`,
      `mark result ${actionHash}`,
      `record executed ${actionHash}`,
      'call',
    ]);
  });

  it('is recorded as a call of its tool', async () => {
    const executor = scriptedExecutor();
    await executor.write();
    expect(executor.calls).toMatchObject([
      { principal: 'executor', incident: 'incident/one', server: 'infrastructure', tool: 'scale_thing', outcome: 'ok' },
    ]);
  });

  it('is written as its undo says when it is undone', async () => {
    const executor = scriptedExecutor({ setting: undoing });
    expect(await executor.write()).toMatchObject({ kind: 'executed', result: 'It has 4.' });
    expect(executor.writes).toMatchObject([
      { part: 'undo', parameters: { replicas: 4 }, precondition: { replicas: 6 }, target: { uid: 'uid-1' } },
    ]);
    expect(executor.events).toContain(`mark undo-result ${actionHash}`);
  });

  it('is undone where its executor was lost and the back end says that it took effect', async () => {
    const executor = scriptedExecutor({ setting: { part: 'undo', marks: ['intent'] } });
    expect(await executor.write()).toMatchObject({ kind: 'executed' });
  });

  it('is undone also when nothing is needed any more, and after the approvals have expired', async () => {
    const setting = { ...undoing, now: '2026-11-21T05:30:00.000Z', notNeeded: 'its alert has resolved' };
    const automatic = { kind: 'automatic', policySha256: 'f'.repeat(64), rules: [], notified: true } as const;
    const executor = scriptedExecutor({ setting: { ...setting, verdict: automatic } });
    expect(await executor.write()).toMatchObject({ kind: 'executed' });
  });
});

describe('the write gate', () => {
  it.each(writeScenarios)('refuses $name', async ({ setting, answer }) => {
    const executor = scriptedExecutor({ setting });
    const said = await executor.write().catch((error: Error) => ({ kind: 'uncertain', reason: error.message }));
    expect(said).toEqual({ kind: answer, reason: expect.stringMatching(/\S{3}/) });
    expect(executor.writes).toEqual([]);
    expect(executor.events.filter((event) => /^mark |^record intent/.test(event))).toEqual([]);
    expect(executor.events.filter((event) => event.startsWith('record refused'))).toHaveLength(1);
  });

  it.each(writeScenarios)('needs the check "$check" to refuse $name', async ({ setting, check }) => {
    const checks = WRITE_CHECKS.filter(({ name }) => name !== check);
    const executor = scriptedExecutor({ setting, gate: { checks } });
    await executor.write().catch(() => undefined);
    expect(executor.writes).toHaveLength(1);
  });

  it('has a scenario for each of its checks, in their order', () => {
    const names = WRITE_CHECKS.map(({ name }) => name);
    expect([...new Set(writeScenarios.map(({ check }) => check))]).toEqual(names);
    expect(names).toEqual([
      'bytes',
      'tool',
      'back end',
      'expiry',
      'marks',
      'switches',
      'needed',
      'lock',
      'preview',
      'policy',
      'approvals',
    ]);
  });

  it('writes no action twice, and does not say that nothing was written', async () => {
    const executor = scriptedExecutor();
    await executor.write();
    await expect(executor.write()).rejects.toThrow(/was begun before/);
    expect(executor.writes).toHaveLength(1);
  });

  it('does not say so either where something else refuses what was written before', async () => {
    const executor = scriptedExecutor({ setting: { marks: ['intent', 'result'], now: '2026-11-21T09:00:00.000Z' } });
    await expect(executor.write()).rejects.toThrow(/was begun before/);
  });

  it('lets one of two attempts at once through', async () => {
    const executor = scriptedExecutor();
    const ends = await Promise.allSettled([executor.write(), executor.write()]);
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(executor.writes).toHaveLength(1);
  });

  it.each<[string, ActionDocument['parameters']]>([
    ['a relative value', { replicas: '+2' }],
    ['one that the tool does not know', { replicas: 6, force: true }],
    ['none', {}],
    ['more than the tool ever does', { replicas: 51 }],
  ])('refuses parameters that its tool does not take: %s', async (_, parameters) => {
    const executor = scriptedExecutor({ setting: { document: { ...nothingAgainst.document, parameters } } });
    expect(await executor.write()).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('scale_thing does not accept the parameters'),
    });
    expect(executor.writes).toEqual([]);
  });

  it('refuses an undo of what has none', async () => {
    const { undo: _, ...document } = nothingAgainst.document;
    const executor = scriptedExecutor({ setting: { ...undoing, document } });
    expect(await executor.write()).toMatchObject({ kind: 'failed', reason: expect.stringContaining('has no undo') });
  });

  it('refuses a document that is another than the bytes', async () => {
    const executor = scriptedExecutor();
    const gated = gatedWrite(nothingAgainst);
    const document = { ...gated.document, parameters: { replicas: 50 } };
    expect(await executor.gate.write({ ...gated, document })).toMatchObject({ kind: 'failed' });
    expect(executor.writes).toEqual([]);
  });

  it('cannot be made of two tools of one name', () => {
    expect(() => scriptedExecutor({ toolTwice: true })).toThrow(/same name/);
  });
});
