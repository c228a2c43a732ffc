import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/**
 * Starts a built program of ./programs in a process of its own. It ends when its standard input does: with the test,
 * or with whoever runs the tests.
 */
export function startProgram(name: string, given: readonly string[]): ChildProcess {
  const program = join(import.meta.dirname, '..', '..', 'dist', 'test', 'records', 'programs', `${name}.js`);
  const child = spawn(process.execPath, [program, ...given], { stdio: 'pipe' });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

/** What a program wrote until it ended, and its exit code (null when it was killed). */
export async function outputOf(child: ChildProcess): Promise<{ output: string; errors: string; code: number | null }> {
  let output = '';
  let errors = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { output, errors, code };
}
