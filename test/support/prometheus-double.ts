import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ScriptedAnswer {
  /** The path after /api/v1/: `query_range`. */
  readonly path: string;
  /** What the parameters have to contain, by name; `query` has to contain all of several texts. */
  readonly with?: Readonly<Record<string, string | readonly string[]>>;
  /** HTTP status, default 200. */
  readonly status?: number;
  /** `data` of a successful answer. */
  readonly data?: unknown;
  /** The whole body, instead. */
  readonly body?: string;
  /** Default: any. */
  readonly method?: 'GET' | 'POST';
  /** How often it may be asked. Default once. */
  readonly times?: number;
}

export interface PrometheusDouble {
  readonly url: string;
  /** What was asked: path and parameters. */
  readonly asked: readonly { readonly path: string; readonly parameters: Readonly<Record<string, string>> }[];
  /** Stops it. @throws Error when it was asked what is not in the script, or not asked what is */
  finish(): Promise<void>;
}

/** Speaks the HTTP format of Prometheus from a script whose entries may be asked for in any order. */
export async function startPrometheusDouble(script: readonly ScriptedAnswer[]): Promise<PrometheusDouble> {
  const left = script.map((entry) => ({ entry, times: entry.times ?? 1 }));
  const offScript: string[] = [];
  const asked: { path: string; parameters: Record<string, string> }[] = [];

  const server = createServer((request, response) => {
    void parametersOf(request).then(({ path, parameters }) => {
      asked.push({ path, parameters });
      const found = left.find(
        ({ entry, times }) =>
          times > 0 && (entry.method ?? request.method) === request.method && matches(entry, path, parameters),
      );
      if (!found) {
        offScript.push(`${path} ${JSON.stringify(parameters)}`);
        response.writeHead(500).end('not in the script');
        return;
      }
      found.times--;
      const { status = 200, data, body } = found.entry;
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(body ?? JSON.stringify({ status: 'success', data }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async finish() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      const over = left.filter(({ times }) => times > 0).map(({ entry }) => JSON.stringify(entry));
      if (offScript.length + over.length > 0) {
        throw new Error(
          `Off the script: ${offScript.join('; ') || 'nothing'}. Left over: ${over.join('; ') || 'nothing'}.`,
        );
      }
    },
  };
}

/** The matrix that Prometheus answers. */
export function matrix(
  ...result: readonly { metric?: Record<string, string>; values: (readonly [number, string])[] }[]
) {
  return { resultType: 'matrix', result: result.map(({ metric = {}, values }) => ({ metric, values })) };
}

function matches(entry: ScriptedAnswer, path: string, parameters: Record<string, string>): boolean {
  if (entry.path !== path) return false;
  return Object.entries(entry.with ?? {}).every(([name, wanted]) =>
    [wanted].flat().every((part) => parameters[name]?.includes(part)),
  );
}

async function parametersOf(request: IncomingMessage) {
  const url = new URL(request.url ?? '/', 'http://double');
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const entries = [...url.searchParams, ...new URLSearchParams(body)];
  return { path: url.pathname.replace('/api/v1/', ''), parameters: Object.fromEntries(entries) };
}
