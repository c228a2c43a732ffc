import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { SupervisorRefusal } from './refused.ts';
import { LedgerMark } from './write-ledger.ts';

// Strict parsing of requests. Each function throws Refused with the next step.

const mostBytes = 64 * 1024;

export async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const type = request.headers['content-type']?.split(';')[0]?.trim();
  if (type !== 'application/json') {
    throw new SupervisorRefusal(415, 'NOT_JSON', 'Send the body as application/json.');
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBytes)
      throw new SupervisorRefusal(413, 'TOO_LARGE', `The body may have at most ${mostBytes} bytes.`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new SupervisorRefusal(400, 'NOT_JSON', 'The body is not JSON.');
  }
}

export function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw new SupervisorRefusal(400, 'INVALID', z.prettifyError(result.error));
}

export function preconditionOf(request: IncomingMessage): string {
  const header = request.headers['if-match'];
  if (!header) {
    const how = 'Read the service, then send its resourceVersion in If-Match.';
    throw new SupervisorRefusal(
      428,
      'PRECONDITION_REQUIRED',
      `A change must name the resource version that it changes. ${how}`,
    );
  }
  return header.replace(/^"(.*)"$/, '$1');
}

// Strict: a misspelt dry run must not become a change.
const DryRun = z
  .enum(['true', 'false'], { error: ({ input }) => `dryRun must be "true" or "false", not ${JSON.stringify(input)}` })
  .default('false')
  .transform((value) => value === 'true');
const PatchParameters = z.strictObject({ dryRun: DryRun });
const EndParameters = z.strictObject({ uid: z.uuid(), action: LedgerMark.optional(), dryRun: DryRun });
const WritesParameters = z.strictObject({ service: z.string().optional(), action: LedgerMark.optional() });

export const patchParametersOf = (url: URL) => parametersOf(url, PatchParameters);
/** The instance to end. Its name may have been reused, its uid never is. */
export const endParametersOf = (url: URL) => parametersOf(url, EndParameters);
export const writesParametersOf = (url: URL) => parametersOf(url, WritesParameters);

function parametersOf<T>(url: URL, schema: z.ZodType<T>): T {
  const names = [...url.searchParams.keys()];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new SupervisorRefusal(400, 'INVALID', `The parameter "${twice}" is given twice.`);
  return parse(schema, Object.fromEntries(url.searchParams));
}

export function sinceOf(url: URL): Date {
  const since = url.searchParams.get('since');
  const time = since === null ? new Date(0) : new Date(since);
  if (Number.isNaN(time.getTime()))
    throw new SupervisorRefusal(400, 'INVALID', `since must be an RFC 3339 time, not "${since}".`);
  return time;
}

const TailParameters = z.strictObject({
  lines: z.coerce.number().int().min(1).max(1_000).default(100),
  previous: z.enum(['true', 'false']).default('false'),
});

/** The requested number of log lines, and of which process of the instance. */
export function tailOf(url: URL): { readonly lines: number; readonly previous: boolean } {
  const { lines, previous } = parametersOf(url, TailParameters);
  return { lines, previous: previous === 'true' };
}
