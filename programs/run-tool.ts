import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import { builtProgram } from '#processes/built-program';

export interface ToolOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly signal?: AbortSignal;
  /** Default 10 minutes. */
  readonly timeoutMilliseconds?: number;
  /** Called with each line of standard error. */
  readonly onLine?: (line: string) => void;
}

export interface ToolResult {
  readonly stdout: string;
  readonly stderr: string;
}

const keptCharacters = 200_000;
// The exit code of the leash if it cannot start the program.
const notStarted = 127;

/**
 * Runs a tool of the machine to its end, without a shell. It runs under the leash and in its own process group: it
 * ends with this process, even if that is killed; a timeout or abort also ends what it started (compilers, pip's
 * helpers).
 * @throws Error that names the tool and its last output: not found, exit code, timeout; the signal's reason
 */
export async function runTool(command: string, args: readonly string[], options: ToolOptions): Promise<ToolResult> {
  const { environment, cwd, signal, onLine, timeoutMilliseconds = 600_000 } = options;
  signal?.throwIfAborted();
  const timeout = AbortSignal.timeout(timeoutMilliseconds);
  const over = signal ? AbortSignal.any([signal, timeout]) : timeout;
  const leash = [builtProgram('processes/leash'), command, ...args];
  const child = spawn(process.execPath, leash, { cwd, env: environment, stdio: 'pipe', detached: true });
  // Nothing is written to it, so an error can only mean that it was closed.
  child.stdin.on('error', () => {});
  const endGroup = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has already ended.
    }
  };
  over.addEventListener('abort', endGroup, { once: true });
  let stdout = '';
  let stderr = '';
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout = (stdout + text).slice(-keptCharacters)));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-keptCharacters);
    if (!onLine) return;
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(onLine);
  });
  try {
    const name = basename(command);
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    signal?.throwIfAborted();
    if (timeout.aborted) throw new Error(`${name} ${args[0] ?? ''} did not end within ${timeoutMilliseconds} ms`);
    if (code === notStarted && stderr.startsWith('leash: ')) throw new Error(stderr.slice('leash: '.length).trim());
    if (code !== 0) {
      const words = (stderr.trim() || stdout.trim()).split('\n').slice(-3).join(' / ').slice(-500);
      throw new Error(`${name} ${args[0] ?? ''} failed with ${code ?? 'a signal'}: ${words}`);
    }
    return { stdout, stderr };
  } finally {
    over.removeEventListener('abort', endGroup);
  }
}
