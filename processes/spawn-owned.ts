import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { closeSync, createWriteStream, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { builtProgram } from './built-program.ts';

export interface OwnedProcessOptions {
  /** For messages: `prometheus`, `investigator worker`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The complete environment of the child: it inherits nothing, so that no secret reaches it by accident. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Standard output and error are appended to it. Its folder is created. */
  readonly logFile?: string;
  /** The program does not call `endWithOwner`, so it runs under the leash. */
  readonly foreign?: boolean;
  /** Called with each line of standard output and error, without its line break. */
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
}

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A child process that ends with its owner, even if the owner gets SIGKILL. */
export interface OwnedProcess {
  readonly name: string;
  /** For an external program, that of the leash, which leads the process group of the program. */
  readonly pid: number;
  readonly exited: Promise<ProcessExit>;
  /** SIGKILL goes to the program and everything it started, other signals to the program. No effect after the exit. */
  kill(signal: NodeJS.Signals): void;
  /** SIGTERM, and SIGKILL to what is left after the grace period (default 5,000 ms). Resolves when it has ended. */
  stop(graceMilliseconds?: number): Promise<void>;
}

/**
 * Starts a child process that ends with its owner: it watches the pipe on its standard input, which the owner holds.
 *
 * It has its own process group. So Ctrl-C in a terminal reaches only the owner, which stops its children in its
 * preferred order, and what the child started can be ended with it.
 * @throws Error that names the process and the command if it cannot be started
 */
export function spawnOwned(options: OwnedProcessOptions): OwnedProcess {
  const { name, logFile, onLine } = options;
  const [command, args] = options.foreign
    ? [process.execPath, [builtProgram('processes/leash'), options.command, ...options.args]]
    : [options.command, [...options.args]];

  if (logFile) mkdirSync(dirname(logFile), { recursive: true });
  // Without a listener the child writes to the file directly.
  const direct = logFile && !onLine ? openSync(logFile, 'a') : undefined;
  const output = onLine ? 'pipe' : (direct ?? 'ignore');
  const stdio: StdioOptions = ['pipe', output, output];
  let child: ChildProcess;
  try {
    child = spawn(command, args, { cwd: options.cwd, env: { ...options.env }, stdio, detached: true });
  } finally {
    if (direct !== undefined) closeSync(direct);
  }

  let startFailure: NodeJS.ErrnoException | undefined;
  child.on('error', (error) => (startFailure = error));
  // Nothing is written to it, so an error can only mean that it was closed.
  child.stdin?.on('error', () => {});
  if (onLine) readLines(child, onLine, logFile);

  const pid = child.pid;
  if (pid === undefined) {
    throw new Error(`${name} cannot be started: ${command} does not exist or is not executable.`, {
      cause: startFailure,
    });
  }

  let ended = false;
  const exited = new Promise<ProcessExit>((resolve) => {
    child.on('exit', (code, signal) => {
      ended = true;
      // Ends what it left behind: the program of a killed leash, children of a killed program.
      killGroup(pid);
      resolve({ code, signal });
    });
  });

  const kill = (signal: NodeJS.Signals) => {
    if (ended) return;
    if (signal === 'SIGKILL') killGroup(pid);
    else child.kill(signal);
  };
  const stop = async (graceMilliseconds = 5_000) => {
    kill('SIGTERM');
    const timer = setTimeout(() => kill('SIGKILL'), graceMilliseconds);
    await exited;
    clearTimeout(timer);
  };
  return { name, pid, exited, kill, stop };
}

function readLines(child: ChildProcess, onLine: NonNullable<OwnedProcessOptions['onLine']>, logFile?: string): void {
  const log = logFile ? createWriteStream(logFile, { flags: 'a' }) : undefined;
  // A full disk must not end the owner; `onLine` still gets the lines.
  log?.on('error', () => {});
  for (const stream of ['stdout', 'stderr'] as const) {
    const source = child[stream];
    if (!source) continue;
    createInterface({ input: source, crlfDelay: Infinity }).on('line', (line) => {
      log?.write(`${line}\n`);
      onLine(line, stream);
    });
  }
  child.on('close', () => log?.end());
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // ESRCH: nothing is left of it; EPERM (macOS): only zombies are.
  }
}
