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
  /** The whole environment of the child: nothing of ours is inherited, so that no secret reaches it by accident. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Gets standard output and error, appended. Its folder is made. */
  readonly logFile?: string;
  /** A program that does not call `endWithOwner`: it runs under the leash. */
  readonly foreign?: boolean;
  /** Gets each line of standard output and error, without its line break. */
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
}

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A child process that ends with us, also when we get SIGKILL. */
export interface OwnedProcess {
  readonly name: string;
  /** Of the leash where the program is foreign. It leads a process group that holds the program. */
  readonly pid: number;
  readonly exited: Promise<ProcessExit>;
  /** SIGKILL goes to the program and all that it started, other signals to the program. Harmless after the exit. */
  kill(signal: NodeJS.Signals): void;
  /** SIGTERM, and SIGKILL to whatever is left after the grace (default 5,000 ms). Resolves when it has ended. */
  stop(graceMilliseconds?: number): Promise<void>;
}

/**
 * Starts a child process that ends with its owner: it watches the pipe on its standard input, which closes with us.
 *
 * It has a process group of its own. So Ctrl-C in a terminal reaches the owner only, which stops its children in the
 * order that it wants, and what the child started can be ended with it.
 * @throws Error that names the process and the command where it cannot be started
 */
export function spawnOwned(options: OwnedProcessOptions): OwnedProcess {
  const { name, logFile, onLine } = options;
  const [command, args] = options.foreign
    ? [process.execPath, [builtProgram('processes/leash'), options.command, ...options.args]]
    : [options.command, [...options.args]];

  if (logFile) mkdirSync(dirname(logFile), { recursive: true });
  // Without a listener the child writes to the file itself: no line passes through this process.
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
  // Written by nobody, so a failure can only be its end.
  child.stdin?.on('error', () => {});
  if (onLine) readLines(child, onLine, logFile);

  const pid = child.pid;
  if (pid === undefined) {
    throw new Error(`${name} cannot be started: no program ${command}, or it may not be run.`, { cause: startFailure });
  }

  let ended = false;
  const exited = new Promise<ProcessExit>((resolve) => {
    child.on('exit', (code, signal) => {
      ended = true;
      // What it left behind: the program of a killed leash, children of a killed program.
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
  // A full disk must not end the owner; the lines still reach `onLine`.
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
