import { type ChildProcess, spawn } from 'node:child_process';
import { expect } from 'vitest';
import { builtProgram } from '#processes/built-program';
import { waitUntil } from '#processes/wait-until';
import { stillRunning } from './descendants.ts';

export type DemoProcess = ChildProcess & { said: () => string; printed: () => string };

/** `holdfast demo` as a user's shell starts it. */
export function startDemoProcess(home: string, ...args: string[]): DemoProcess {
  const child = spawn(process.execPath, [builtProgram('cli/main'), 'demo', '--home', home, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let printed = '';
  child.stderr.on('data', (data: Buffer) => (said += data.toString()));
  child.stdout.on('data', (data: Buffer) => (printed += data.toString()));
  return Object.assign(child, { said: () => said, printed: () => printed });
}

export function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('close', (code) => resolve(code)));
}

export const untilHealthy = (demo: DemoProcess) =>
  waitUntil('the shop', () => demo.said().includes('runs healthy'), {
    timeoutMilliseconds: 60_000,
    everyMilliseconds: 100,
  });

export async function untilEnded(processes: ReadonlyMap<number, string>): Promise<void> {
  expect([...processes.values()].join()).toContain('temporal');
  await waitUntil(
    'every process of the demo to end',
    () => {
      const left = stillRunning(processes);
      if (left.length > 0) throw new Error(left.join('\n'));
      return true;
    },
    { timeoutMilliseconds: 10_000, everyMilliseconds: 100 },
  );
}
