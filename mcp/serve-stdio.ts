import { serveStdio } from './kit/sdk.ts';
import { createSession } from './kit/session.ts';
import type { ToolServer } from './kit/tool-server.ts';

export interface ServedOnStdio {
  /** Resolves when the client has closed standard input, or after `close`. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

/**
 * Serves one tool server over standard input and output to the program that started this process. Standard output
 * carries only the protocol: what libraries print goes to standard error.
 */
export function serveOnStdio(server: ToolServer): ServedOnStdio {
  console.log = console.info = console.debug = console.error;
  const handle = serveStdio(() => createSession(server));
  const closed = new Promise<void>((resolve) => {
    process.stdin.once('end', resolve).once('close', resolve);
  });
  return { closed, close: () => handle.close() };
}
