import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { actionCommand, approveCommand, undoCommand, withdrawCommand } from '#cli/action';
import { createApprovalsClient } from '#cli/action/approvals-client';
import type { ApprovalsWorld } from '#cli/action/world';
import { openService, tokenFor } from '../approvals/service/doubles.ts';
import { recordOf } from '../approvals/service/example-action.ts';
import { shortHash } from '#core/ids/short-hash';

describe('actions on the command line', () => {
  let service: ReturnType<typeof openService>;
  let url: string;
  /** What the person types. */
  let typed: string[];
  let asked: string[];
  let isAttended: boolean;
  const record = recordOf();
  beforeEach(async () => {
    service = openService();
    service.doubles.records.set(record.actionHash, record);
    await service.app.listen({ port: 0, host: '127.0.0.1' });
    url = `http://127.0.0.1:${(service.app.server.address() as AddressInfo).port}`;
    [typed, asked, isAttended] = [[], [], true];
  });
  afterEach(async () => {
    await service.app.close();
    expect(typed).toEqual([]);
  });

  /** @returns what it printed */
  async function run(...words: readonly string[]): Promise<string> {
    const output = new PassThrough();
    const signIn = async (_issuer: unknown, nonce: string) => tokenFor(nonce);
    const world: ApprovalsWorld = {
      open: async () => ({ approvals: createApprovalsClient(url, signIn), signIn }),
      output,
      outputIsTerminal: false,
      isAttended,
      ask: async (prompt) => {
        asked.push(prompt);
        return typed.shift() ?? '';
      },
    };
    const [name, ...rest] = words;
    const commands = {
      approve: approveCommand,
      undo: undoCommand,
      withdraw: withdrawCommand,
      action: actionCommand,
    };
    const command = commands[name as keyof typeof commands](world);
    for (const each of [command, ...command.commands])
      each.exitOverride().configureOutput({ writeErr: () => undefined });
    await command.parseAsync(rest, { from: 'user' });
    return String(output.read() ?? '');
  }

  test('an action is shown whole before the person is asked, by the beginning of its hash', async () => {
    typed = ['approve'];
    const text = await run('approve', record.actionHash.slice(0, 8));
    const order = [
      'through the back end cluster-east',
      '    - v1.8.3',
      '    + v1.8.2',
      '3 of 3 instances (100 %)',
      '! All instances',
      'Undo',
      'Why',
      'Your approval',
    ];
    const places = order.map((part) => text.indexOf(part));
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(places[0]).toBeGreaterThan(0);
    expect(asked).toEqual(['Type "approve": ']);
    expect(service.doubles.signed[0]).toMatchObject({ channel: 'cli', answer: 'approve', by: { name: 'Grace' } });
  });

  test('without a terminal nobody approves', async () => {
    isAttended = false;
    await expect(run('approve', record.actionHash)).rejects.toThrow('requires a terminal');
    expect(service.doubles.sent).toEqual([]);
  });

  test('the target is typed for what is destructive, exactly', async () => {
    const destructive = recordOf({ preview: { risk: 'destructive' } });
    // The same bytes: the preview alone says so.
    service.doubles.records.set(destructive.actionHash, destructive);
    typed = ['approve'];
    await expect(run('approve', destructive.actionHash)).rejects.toThrow('nothing was done');
    typed = ['payments'];
    expect(await run('approve', destructive.actionHash)).toContain('Your approval has arrived');
    expect(service.doubles.sent).toHaveLength(1);
  });

  test('rejecting, doing it by hand and break-glass need a reason', async () => {
    for (const flag of ['--reject', '--by-hand', '--break-glass'])
      await expect(run('approve', record.actionHash, flag)).rejects.toThrow('--reason is required');
    typed = ['reject', 'by hand'];
    await run('approve', record.actionHash, '--reject', '--reason', 'too risky');
    await run('approve', record.actionHash, '--by-hand', '--reason', 'I am on it');
    expect(service.doubles.signed.map(({ answer, reason }) => [answer, reason])).toEqual([
      ['reject', 'too risky'],
      ['by_hand', 'I am on it'],
    ]);
  });

  test('what does not count is an error with its reason', async () => {
    service.doubles.verdict = { kind: 'refused', reason: 'Grace started this run' };
    typed = ['approve'];
    await expect(run('approve', record.actionHash)).rejects.toThrow('Grace started this run');
  });

  test('an action that has ended is shown, and nothing is asked', async () => {
    service.doubles.records.set(record.actionHash, { ...record, state: 'expired', ended: true });
    await expect(run('approve', record.actionHash)).rejects.toThrow('This action has ended (expired)');
    expect(asked).toEqual([]);
  });

  test('a beginning that no action or several have is told with what there is', async () => {
    await expect(run('approve', 'ffff')).rejects.toThrow(record.actionHash);
    await expect(run('approve', 'payments')).rejects.toThrow('64 hexadecimal digits');
    await expect(run('approve', 'f'.repeat(64))).rejects.toThrow('No action is known under this hash');
  });

  test('actions are listed and shown, and what others wrote does not steer the terminal', async () => {
    const hostile = recordOf({ document: { title: 'Scale\u001b[2J up' }, state: 'verified' });
    service.doubles.records.set(hostile.actionHash, hostile);
    const list = await run('action', 'list');
    expect(list).toMatch(/Awaiting approval, until:\n.*Go back from v1.8.3[\s\S]*Recent, proposed:\n.*Scale up/);
    expect(JSON.parse(await run('action', 'list', '--json'))).toMatchObject({ waiting: [{ state: 'awaiting' }] });
    const shown = await run('action', 'show', hostile.actionHash);
    expect(shown).not.toContain('\u001b');
    expect(JSON.parse(await run('action', 'show', record.actionHash, '--json'))).toMatchObject({ bytes: record.bytes });
  });

  test('what was written is undone with one command, under the name of who signed in', async () => {
    await expect(run('undo', record.actionHash, '--reason', 'worse')).rejects.toThrow('has nothing to undo');
    service.doubles.records.set(record.actionHash, {
      ...record,
      state: 'verified',
      undoBy: '2026-03-01T04:05:00.000Z',
    });
    expect(await run('undo', record.actionHash, '--reason', 'worse')).toContain('It is being undone');
    expect(service.doubles.undone).toEqual([
      { answer: 'undo', reason: 'worse', by: { name: 'Grace', channel: 'cli', verified: true } },
    ]);
  });

  test('an action is withdrawn before it is written, under the name of who signed in, and its page is named', async () => {
    const text = await run('withdraw', record.actionHash.slice(0, 8), '--reason', ' not now ');
    expect(text).toContain('It is to end.');
    expect(text).toContain(`${url}/actions/${record.actionHash}`);
    expect(service.doubles.withdrawn).toEqual([
      { reason: 'not now', by: { name: 'Grace', channel: 'cli', verified: true } },
    ]);
  });

  test.each([
    ['withdrawn', 'has ended. It was withdrawn; nothing was written.'],
    ['undone', 'has ended. It was written, then undone.'],
    ['executing', 'It is too late to withdraw "Go back'],
    ['verified', `holdfast undo ${shortHash(record.actionHash)} --reason`],
  ] as const)('an action that is %s is not withdrawn, and it is said why', async (state, words) => {
    service.doubles.records.set(record.actionHash, { ...record, state });
    await expect(run('withdraw', record.actionHash, '--reason', 'not now')).rejects.toThrow(words);
    expect(service.doubles.withdrawn).toEqual([]);
  });

  test('withdrawing and undoing need a reason, and an action that is known', async () => {
    for (const command of ['withdraw', 'undo']) {
      await expect(run(command, record.actionHash)).rejects.toThrow("required option '--reason <text>'");
      await expect(run(command, record.actionHash, '--reason', '  ')).rejects.toThrow('--reason is required');
      await expect(run(command, record.actionHash, '--reason', 'x'.repeat(1001))).rejects.toThrow('1001 characters');
      await expect(run(command, 'f'.repeat(64), '--reason', 'x')).rejects.toThrow('No action is known');
    }
    expect([service.doubles.withdrawn, service.doubles.undone]).toEqual([[], []]);
  });

  test('a service that is away, or is none of ours, is told with its address', async () => {
    url = 'http://127.0.0.1:1';
    for (const words of [
      ['action', 'list'],
      ['withdraw', record.actionHash, '--reason', 'not now'],
    ])
      await expect(run(...words)).rejects.toThrow('http://127.0.0.1:1 does not answer');
  });
});
