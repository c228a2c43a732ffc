import { serveStdio } from './kit/sdk.ts';
import type { ToolServer } from './kit/tool-server.ts';

export interface ServedOnStdio {
  /** Resolves when the client has closed our standard input, or after `close`. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

/**
 * Serves one tool server to whoever started this process, over standard input and output. Standard output carries the
 * protocol alone: what libraries print goes to standard error.
 */
export function serveOnStdio(server: ToolServer): ServedOnStdio {
  console.log = console.info = console.debug = console.error;
  const handle = serveStdio(() => server.createSession());
  const closed = new Promise<void>((resolve) => {
    process.stdin.once('end', resolve).once('close', resolve);
  });
  return { closed, close: () => handle.close() };
}
