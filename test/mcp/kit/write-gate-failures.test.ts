import { describe, expect, it } from 'vitest';
import { ToolFailure } from '#mcp/kit/tool-failure';
import { gatedWrite, nothingAgainst, type Port, scriptedExecutor } from '../../negative-controls/scripted-executor.ts';

const { actionHash } = gatedWrite(nothingAgainst);

/** Fails the given call of a port, counted from 1. */
function failing(port: Port, call: number, how: 'before' | 'after' = 'before') {
  let calls = 0;
  return (asked: Port) => (asked === port && ++calls === call ? how : 'none');
}

describe('a write gate that cannot find something out', () => {
  it.each<[Port, string]>([
    ['marksOf', 'marks'],
    ['stoppedBy', 'switches'],
    ['notNeeded', 'needed'],
    ['lockLostBy', 'lock'],
    ['preview', 'preview'],
    ['judge', 'policy'],
    ['missingApproval', 'approvals'],
  ])('writes nothing where %s fails', async (port, check) => {
    const executor = scriptedExecutor({ fault: failing(port, 1) });
    expect(await executor.write()).toEqual({
      kind: 'failed',
      reason: `Check "${check}" could not be completed: ${port} is away`,
    });
    expect(executor.writes).toEqual([]);
    expect(executor.events.filter((event) => event.startsWith('mark '))).toEqual([]);
  });

  it('writes nothing where its intent cannot be recorded', async () => {
    const executor = scriptedExecutor({ fault: failing('record', 1) });
    expect(await executor.write()).toMatchObject({ kind: 'failed', reason: expect.stringContaining('intent') });
    expect(executor.writes).toEqual([]);
  });

  it('writes nothing where its intent cannot be marked', async () => {
    const executor = scriptedExecutor({ fault: failing('mark', 1) });
    expect(await executor.write()).toMatchObject({ kind: 'failed', reason: expect.stringContaining('intent') });
    expect(executor.writes).toEqual([]);
  });

  it('writes nothing and gives no answer where it cannot know whose the mark of the intent is', async () => {
    const executor = scriptedExecutor({ fault: failing('mark', 1, 'after') });
    await expect(executor.write()).rejects.toThrow(/was begun before/);
    expect(executor.writes).toEqual([]);
  });

  it('writes nothing and gives no answer where the mark fails and the marks cannot be read again', async () => {
    let reads = 0;
    const executor = scriptedExecutor({
      fault: (port) => (port === 'mark' || (port === 'marksOf' && ++reads > 1) ? 'before' : 'none'),
    });
    await expect(executor.write()).rejects.toThrow(/could not be read: mark is away/);
    expect(executor.writes).toEqual([]);
  });

  it('answers that it refused also where that cannot be recorded, and says so', async () => {
    const executor = scriptedExecutor({ setting: { lockLost: 'another holds it' }, fault: failing('record', 1) });
    expect(await executor.write()).toEqual({
      kind: 'failed',
      reason: 'another holds it (and this could not be recorded: record is away)',
    });
  });

  it('writes nothing once its checks have taken too long', async () => {
    const slow = scriptedExecutor({
      gate: { timeoutMilliseconds: 20, checks: [{ name: 'slow', check: () => new Promise(() => {}) }] },
    });
    expect(await slow.write()).toMatchObject({ kind: 'failed', reason: expect.stringContaining('0.02 s') });
    expect(slow.writes).toEqual([]);
  });

  it('writes nothing where its process was halted between the checks and the write', async () => {
    const halt = (milliseconds: number) => {
      const until = performance.now() + milliseconds;
      while (performance.now() < until);
    };
    const executor = scriptedExecutor({
      gate: {
        timeoutMilliseconds: 400,
        checks: [
          {
            name: 'halted',
            again: true,
            check: async (_, { intentIsOurs }) => (intentIsOurs ? void halt(450) : undefined),
          },
        ],
      },
    });
    expect(await executor.write()).toMatchObject({ kind: 'failed', reason: expect.stringContaining('0.4 s') });
    expect(executor.writes).toEqual([]);
  });
});

describe('a switch that is thrown while the checks run', () => {
  it('stops the write after its intent, and says that nothing came of it', async () => {
    let asked = 0;
    const executor = scriptedExecutor({
      gate: {
        checks: [
          {
            name: 'switches',
            again: true,
            check: async () => (++asked === 2 ? { kind: 'blocked', reason: 'thrown just now' } : undefined),
          },
        ],
      },
    });
    expect(await executor.write()).toEqual({ kind: 'blocked', reason: 'thrown just now' });
    expect(executor.writes).toEqual([]);
    expect(executor.events).toEqual([
      `record intent ${actionHash}`,
      `mark intent ${actionHash}`,
      `mark result ${actionHash}`,
      `record refused ${actionHash}`,
    ]);
  });

  it('stops it too where nobody can say whether it is thrown', async () => {
    const executor = scriptedExecutor({ fault: failing('stoppedBy', 2) });
    expect(await executor.write()).toMatchObject({ kind: 'failed', reason: expect.stringContaining('switches') });
    expect(executor.writes).toEqual([]);
  });
});

describe('a tool that fails', () => {
  it.each([
    ['PRECONDITION_FAILED', 'stale'],
    ['INVALID_ARGUMENT', 'failed'],
  ] as const)('has written nothing where it says %s', async (code, kind) => {
    const executor = scriptedExecutor({
      write: () => Promise.reject(new ToolFailure(code, 'payments has 5 by now.')),
    });
    expect(await executor.write()).toEqual({ kind, reason: 'payments has 5 by now.' });
    expect(executor.events).toContain(`mark result ${actionHash}`);
    expect(executor.events).toContain(`record failed ${actionHash}`);
    expect(executor.calls).toMatchObject([{ outcome: code }]);
  });

  it('still has written nothing where that cannot be recorded', async () => {
    const executor = scriptedExecutor({
      write: () => Promise.reject(new ToolFailure('PRECONDITION_FAILED', 'payments has 5 by now.')),
      fault: failing('mark', 2),
    });
    expect(await executor.write()).toMatchObject({ kind: 'stale', reason: expect.stringContaining('mark is away') });
  });

  it.each([
    ['its answer is lost', new ToolFailure('UPSTREAM_UNAVAILABLE', 'The connection broke.')],
    ['it fails in a way that it does not know', new Error('The connection broke.')],
  ])('may have written where %s: there is no answer, and no second attempt', async (_, error) => {
    const executor = scriptedExecutor({ write: () => Promise.reject(error) });
    await expect(executor.write()).rejects.toThrow('not certain whether scale_thing wrote: The connection broke.');
    expect(executor.events.at(-1)).toBe(`record uncertain ${actionHash}`);
    expect(executor.events).not.toContain(`mark result ${actionHash}`);
    await expect(executor.write()).rejects.toThrow(/was begun before/);
    expect(executor.events.filter((event) => event.startsWith('write'))).toEqual([]);
  });

  it('is not waited for longer than the timeout', async () => {
    let aborted = false;
    const executor = scriptedExecutor({
      gate: { timeoutMilliseconds: 400 },
      write: (_, signal) =>
        new Promise(() => {
          signal.addEventListener('abort', () => (aborted = true));
        }),
    });
    await expect(executor.write()).rejects.toThrow(/did not finish within 0.4 s/);
    expect(aborted).toBe(true);
  });

  it.each<[Port, number]>([
    ['mark', 2],
    ['record', 2],
    ['recordToolCall', 1],
  ])('gives no answer where it wrote and %s fails afterwards', async (port, call) => {
    const executor = scriptedExecutor({ fault: failing(port, call) });
    await expect(executor.write()).rejects.toThrow(/wrote, and its result could not be recorded/);
    expect(executor.writes).toHaveLength(1);
  });

  it('keeps secrets and terminal sequences out of what is said of it', async () => {
    const executor = scriptedExecutor({
      gate: {
        masker: { mask: (value) => (typeof value === 'string' ? value.replace('hunter2', '*') : value) as never },
      },
      write: () => Promise.resolve('Done with hunter2\u001b[2J.'),
    });
    expect(await executor.write()).toMatchObject({ result: 'Done with *.' });
  });
});
