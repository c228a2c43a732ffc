import { Connection } from '@temporalio/client';
import { searchAttributes } from '#workflows/search-attributes';
import { freePort } from '#processes/free-port';
import { type OwnedProcess, spawnOwned } from '#processes/spawn-owned';
import { waitUntil } from '#processes/wait-until';
import { directChannel } from '#temporal/connection';

export interface TemporalServer {
  readonly address: string;
  readonly uiUrl: string;
  readonly process: OwnedProcess;
}

export interface TemporalServerOptions {
  /** The `temporal` command line program. */
  readonly program: string;
  /** The server's database file; in memory by default. */
  readonly databaseFile?: string;
  readonly logFile?: string;
  /** Default: a free port. */
  readonly port?: number;
  readonly signal?: AbortSignal;
}

/** Starts Temporal's development server with its Web UI on 127.0.0.1 and waits until it answers. */
export async function startTemporalServer(options: TemporalServerOptions): Promise<TemporalServer> {
  const port = options.port ?? (await freePort());
  const uiPort = await freePort();
  const address = `127.0.0.1:${port}`;
  const process_ = spawnOwned({
    name: 'temporal',
    foreign: true,
    command: options.program,
    args: [
      'server',
      'start-dev',
      '--ip',
      '127.0.0.1',
      '--port',
      String(port),
      '--ui-port',
      String(uiPort),
      '--log-level',
      'error',
      '--ui-disable-news-fetch',
      // By default timers fire with a granularity of one second.
      '--dynamic-config-value',
      'history.timerProcessorMaxTimeShift="10ms"',
      '--dynamic-config-value',
      'frontend.enableServerVersionCheck=false',
      ...searchAttributes.flatMap(({ name, type }) => ['--search-attribute', `${name}=${searchAttributeType[type]}`]),
      ...(options.databaseFile ? ['--db-filename', options.databaseFile] : []),
    ],
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
    logFile: options.logFile,
  });
  try {
    await waitUntil(
      `the Temporal server on ${address}`,
      async () => {
        const connection = await Connection.connect({ address, connectTimeout: 1000, channelArgs: directChannel });
        try {
          await connection.workflowService.describeNamespace({ namespace: 'default' });
        } finally {
          await connection.close();
        }
        return true;
      },
      { timeoutMilliseconds: 30_000, everyMilliseconds: 100, signal: options.signal },
    );
  } catch (error) {
    await process_.stop();
    throw error;
  }
  return { address, uiUrl: `http://127.0.0.1:${uiPort}`, process: process_ };
}

const searchAttributeType: Record<(typeof searchAttributes)[number]['type'], string> = {
  BOOL: 'Bool',
  KEYWORD: 'Keyword',
  KEYWORD_LIST: 'KeywordList',
};
