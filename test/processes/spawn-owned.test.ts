import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { spawnOwned, type OwnedProcess } from '#processes/spawn-owned';
import { waitUntil } from '#processes/wait-until';
import { livingWith } from './living.ts';

const env = { PATH: process.env['PATH'] };
const soon = { timeoutMilliseconds: 5_000, everyMilliseconds: 20 };
let folder: string;
let mark: string;
let started: OwnedProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-owned-'));
  mark = `mark-${randomUUID()}`;
  started = [];
});

afterEach(async () => {
  await Promise.all(started.map((process) => process.stop(0)));
  expect(livingWith(mark)).toEqual([]);
  rmSync(folder, { recursive: true, force: true });
});

function start(options: Partial<Parameters<typeof spawnOwned>[0]>): OwnedProcess {
  const process = spawnOwned({ name: 'test', command: 'sh', args: [], env, ...options });
  started.push(process);
  return process;
}

describe('a foreign program under its leash', () => {
  it('ends when the leash is killed', async () => {
    const program = start({ args: ['-c', 'trap "" TERM; while :; do sleep 0.1; done', mark], foreign: true });
    await waitUntil('leash and program', () => livingWith(mark).length >= 2, soon);
    process.kill(program.pid, 'SIGKILL'); // the leash alone, as an operator's slip would
    await program.stop();
    await waitUntil('no process left', () => livingWith(mark).length === 0, soon);
  });

  it('is killed when it does not heed SIGTERM within the grace', async () => {
    const program = start({ args: ['-c', 'trap "" TERM; while :; do sleep 0.1; done', mark], foreign: true });
    await waitUntil('leash and program', () => livingWith(mark).length >= 2, soon);
    await program.stop(200);
    expect((await program.exited).signal).toBe('SIGKILL');
    await waitUntil('no process left', () => livingWith(mark).length === 0, soon);
  });

  it('gets the signals that are sent to it and tells its exit', async () => {
    const lines: string[] = [];
    const program = start({
      args: ['-c', 'trap "exit 7" HUP; echo ready; while :; do sleep 0.05; done', mark],
      foreign: true,
      onLine: (line) => lines.push(line),
    });
    await waitUntil('the first line', () => lines.includes('ready'), soon);
    program.kill('SIGHUP');
    expect(await program.exited).toEqual({ code: 7, signal: null });
  });

  it('tells the signal that ended it', async () => {
    const program = start({ args: ['-c', 'kill -9 $$', mark], foreign: true });
    expect((await program.exited).signal).toBe('SIGKILL');
  });

  it('that does not exist ends with 127 and says its name', async () => {
    const lines: string[] = [];
    const program = start({ command: '/no/such/program', foreign: true, onLine: (line) => lines.push(line) });
    expect((await program.exited).code).toBe(127);
    await waitUntil('the reason', () => lines.some((line) => line.includes('/no/such/program')), soon);
  });
});

describe('an owned process', () => {
  it('inherits nothing of our environment', async () => {
    process.env['HOLDFAST_TEST_SECRET'] = 'secret';
    const lines: string[] = [];
    const child = start({ args: ['-c', 'env'], env: { ...env, ONLY: 'this' }, onLine: (line) => lines.push(line) });
    await child.exited;
    delete process.env['HOLDFAST_TEST_SECRET'];
    await waitUntil('its output', () => lines.includes('ONLY=this'), soon);
    expect(lines.join('\n')).not.toContain('secret');
  });

  it('appends its output to the log file, with a listener and without', async () => {
    const logFile = join(folder, 'logs', 'child.log');
    await start({ args: ['-c', 'echo one; echo two >&2'], logFile }).exited;
    const lines: string[] = [];
    await start({ args: ['-c', 'echo three'], logFile, onLine: (line) => lines.push(line) }).exited;
    await waitUntil('all three lines', () => readFileSync(logFile, 'utf8') === 'one\ntwo\nthree\n', soon);
    expect(lines).toEqual(['three']);
  });

  it('that cannot be started is an error with its name and command', () => {
    expect(() => start({ name: 'ledger', command: '/no/such/program' })).toThrow(/ledger .*\/no\/such\/program/);
  });

  it('may be stopped twice and killed after its end', async () => {
    const child = start({ args: ['-c', 'sleep 60', mark] });
    await Promise.all([child.stop(), child.stop()]);
    child.kill('SIGKILL');
    expect((await child.exited).signal).toBe('SIGTERM');
  });
});
