import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

/** What the double answers, in the order of the requests. */
export interface ScriptedAnswer {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Takes the message and does not answer. */
  readonly hangs?: boolean;
}

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly raw: string;
}

export interface ReceiverDouble {
  readonly origin: string;
  readonly received: readonly Received[];
  /** Stops it. @throws Error when a request was off the script or not of the wire format, or answers are left over */
  finish(): Promise<void>;
}

/** What Slack takes: https://api.slack.com/messaging/webhooks. Text is at most 40,000 characters. */
export const SlackBody = z.strictObject({
  text: z.string().min(1).max(40_000),
  unfurl_links: z.boolean().optional(),
  unfurl_media: z.boolean().optional(),
});
/** What we promise to receivers. */
export const WebhookBody = z.strictObject({
  apiVersion: z.literal('holdfast/v1'),
  kind: z.literal('Notification'),
  key: z.string().regex(/^[0-9a-f]{64}$/),
  runId: z.string(),
  incidentId: z.string().optional(),
  text: z.string().min(1),
  link: z.url().optional(),
  at: z.iso.datetime(),
});

/** Waits shortly where nothing will come, and as long as ever where something does: machines may be busy. */
export function impatient(script: readonly ScriptedAnswer[]): { readonly timeoutMilliseconds?: number } {
  return script.some(({ hangs }) => hangs) ? { timeoutMilliseconds: 300 } : {};
}

/** Speaks HTTP from a script to one path, and looks at every body with the schema of the wire format. */
export async function startReceiver(
  path: string,
  body: z.ZodType,
  script: readonly ScriptedAnswer[],
): Promise<ReceiverDouble> {
  const left = [...script];
  const wrong: string[] = [];
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void textOf(request).then((raw) => {
      received.push({ path: request.url ?? '', headers: request.headers, raw });
      const answer = left.shift();
      const fault = answer ? faultOf(request, path, body, raw) : 'more requests than the script has answers';
      if (!answer || fault !== undefined) {
        wrong.push(`${request.method} ${request.url}: ${fault}`);
        response.writeHead(500).end();
        return;
      }
      if (answer.hangs) return;
      response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    async finish() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (wrong.length > 0) throw new Error(`Off the script: ${wrong.join('; ')}`);
      if (left.length > 0) throw new Error(`${left.length} answers were not asked for.`);
    },
  };
}

function faultOf(request: IncomingMessage, path: string, body: z.ZodType, raw: string): string | undefined {
  if (request.method !== 'POST') return 'no POST';
  if (request.url !== path) return `not ${path}`;
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) return 'no JSON by its content type';
  try {
    const parsed = body.safeParse(JSON.parse(raw));
    return parsed.success ? undefined : z.prettifyError(parsed.error);
  } catch {
    return 'its body is no JSON';
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks).toString('utf8');
}
