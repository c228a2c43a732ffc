import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { builtProgram } from '#processes/built-program';
import { type JSONRPCMessage, ReadBuffer, serializeMessage, type Transport } from './sdk.ts';

const inherited = ['PATH', 'HOME', 'LANG'] as const;
const graceMilliseconds = 1_000;
const keptErrorCharacters = 2_000;

export interface ChildServer {
  readonly command: string;
  readonly args?: readonly string[];
  /** Beside PATH, HOME and LANG. Nothing else of ours reaches the child. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * A tool server as our child process, over its standard input and output.
 *
 * Unlike the SDK's transport it gives the child the told environment only, leads a process group that is ended whole,
 * and leaves nothing behind when we are killed.
 */
export class ChildTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly #server: ChildServer;
  readonly #buffer: ReadBuffer;
  #child: ChildProcess | undefined;
  #ended: Promise<void> = Promise.resolve();
  #lastErrors = '';
  #fault: string | undefined;

  /** @param maximumMessageBytes a longer line from the child ends the connection */
  constructor(server: ChildServer, maximumMessageBytes: number) {
    this.#server = server;
    this.#buffer = new ReadBuffer({ maxBufferSize: maximumMessageBytes });
  }

  /** Why the connection ended, as far as the child's last words or its output tell. */
  get lastWords(): string {
    return this.#fault ?? this.#lastErrors.trim().split('\n').at(-1) ?? '';
  }

  async start(): Promise<void> {
    const { command, args = [], env = {} } = this.#server;
    const environment = Object.fromEntries(inherited.map((name) => [name, process.env[name]]));
    const leash = [builtProgram('mcp/client/leash'), String(process.pid)];
    const child = spawn(process.execPath, [...leash, command, ...args], {
      env: { ...environment, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    if (child.pid === undefined) {
      // Too many files or processes: there is no `exit` to wait for, and there may be no streams.
      const [error] = (await once(child, 'error')) as [NodeJS.ErrnoException];
      throw new Error(`${command} cannot be started: ${error.code ?? error.message}`, { cause: error });
    }
    this.#child = child;
    this.#ended = new Promise((resolve) => {
      const end = () => {
        killGroup(child);
        this.#child = undefined;
        resolve();
      };
      // After an error nothing may follow: whoever waits for `exit` alone may wait for ever.
      child.on('exit', end).on('error', end);
    });
    // What the child wrote last comes after its exit: `close` waits for it.
    child.on('close', () => this.onclose?.());
    child.on('error', (error) => this.onerror?.(error));
    child.stdin.on('error', () => {}); // A dead reader: `exit` follows.
    child.stdout.on('data', (chunk: Buffer) => this.#read(chunk));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#lastErrors = (this.#lastErrors + text).slice(-keptErrorCharacters);
    });
  }

  async send(message: JSONRPCMessage): Promise<void> {
    const input = this.#child?.stdin;
    if (!input?.writable) throw new Error('The tool server has ended.');
    if (input.write(serializeMessage(message))) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        input.off('drain', done).off('close', done);
        resolve();
      };
      input.once('drain', done).once('close', done);
    });
  }

  /** Closes the child's standard input, then SIGTERM, then SIGKILL to its whole group. Resolves when it has ended. */
  async close(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    child.stdin?.end();
    if (!(await endsWithin(this.#ended, graceMilliseconds))) child.kill('SIGTERM');
    if (!(await endsWithin(this.#ended, graceMilliseconds))) killGroup(child);
    await this.#ended;
  }

  #read(chunk: Buffer): void {
    try {
      this.#buffer.append(chunk);
    } catch (error) {
      this.#giveUp('its answer is larger than what is read', error);
      return;
    }
    for (;;) {
      try {
        const message = this.#buffer.readMessage();
        if (message === null) return;
        this.onmessage?.(message);
      } catch (error) {
        // One line of noise is survived: a log line on the wrong stream must not cost the server.
        this.#fault = 'it writes what is no JSON-RPC message to its standard output';
        this.onerror?.(error instanceof Error ? error : new Error(String(error)));
      }
    }
  }

  #giveUp(fault: string, error: unknown): void {
    this.#fault = fault;
    this.onerror?.(error instanceof Error ? error : new Error(fault));
    if (this.#child) killGroup(this.#child);
  }
}

async function endsWithin(ended: Promise<void>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), milliseconds)));
  try {
    return await Promise.race([ended.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // ESRCH: nothing is left of it; EPERM (macOS): only zombies are.
  }
}
