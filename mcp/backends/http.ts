import { connectionWords } from '#core/text/connection-words';
import type { z } from 'zod';
import { sanitiseText } from '#core/text/sanitise';
import { ToolFailure } from '../kit/tool-failure.ts';
import { plainLine } from '#core/text/plain-text';

/** Where one back end is, and what opens it. */
export interface BackEndAddress {
  readonly url: string;
  readonly bearer?: string;
}

export interface BackEndRequest<Answer> {
  /** `prometheus`: for messages. */
  readonly backEnd: string;
  readonly address: BackEndAddress;
  /** From the address on: `api/v1/query`. */
  readonly path: string;
  readonly parameters?: readonly (readonly [string, string])[];
  /** As a form in the body, for what may be longer than an address. Default: in the address. */
  readonly post?: boolean;
  /** A write instead of a read, of the state that the caller saw: refused where it is another by now. */
  readonly write?: ConditionalWrite;
  readonly answer: z.ZodType<Answer>;
  readonly signal: AbortSignal;
  /** Default 10,000. */
  readonly timeoutMilliseconds?: number;
  /** The caller's fault, told from the status and the body; undefined where it is not the caller's. */
  readonly refusal?: (status: number, body: string) => ToolFailure | undefined;
}

export interface ConditionalWrite {
  readonly method: 'PATCH' | 'DELETE';
  readonly ifMatch: string;
  readonly json?: unknown;
}

const maximumBodyBytes = 16 * 1024 * 1024;
const maximumErrorBytes = 64 * 1024;

/** The back end for people: `prometheus http://127.0.0.1:9090`. No credentials that stand in an address. */
export function sourceOf(backEnd: string, { url }: BackEndAddress): string {
  const { origin, pathname } = new URL(url);
  return `${backEnd} ${origin}${pathname.replace(/\/$/, '')}`;
}

/**
 * Asks a back end for JSON, once: nothing is sent again. Redirects are not followed: an address comes from the configuration or not at all.
 * @throws ToolFailure with words for each way that this fails, or the signal's reason
 */
export async function requestJson<Answer>(request: BackEndRequest<Answer>): Promise<Answer> {
  const { backEnd, address, signal, timeoutMilliseconds = 10_000 } = request;
  const source = sourceOf(backEnd, address);
  const deadline = AbortSignal.timeout(timeoutMilliseconds);
  const either = AbortSignal.any([signal, deadline]);
  let body: string;
  try {
    const response = await fetch(...fetchArguments(request, either));
    const text = await readBody(response, response.ok ? maximumBodyBytes : maximumErrorBytes, source);
    if (!response.ok) throw statusFailure(request, source, response.status, text);
    body = text;
  } catch (error) {
    if (error instanceof ToolFailure) throw error;
    signal.throwIfAborted();
    if (deadline.aborted) {
      throw unavailable(`${source} did not answer within ${timeoutMilliseconds / 1_000} s.`, true, error);
    }
    throw unavailable(`${source} cannot be reached: ${reasonOf(error)}.`, !isRedirect(error), error);
  }
  return parseAnswer(request.answer, body, source);
}

function fetchArguments(request: BackEndRequest<unknown>, signal: AbortSignal): [URL, RequestInit] {
  const { address, path, parameters = [], post, write } = request;
  const url = new URL(path, address.url.endsWith('/') ? address.url : `${address.url}/`);
  const form = new URLSearchParams(parameters.map(([name, value]): [string, string] => [name, value]));
  if (!post) url.search = form.toString();
  const headers: Record<string, string> = { accept: 'application/json' };
  if (address.bearer !== undefined) headers.authorization = `Bearer ${address.bearer}`;
  const init = { headers, redirect: 'error', signal } as const;
  if (!write) return [url, { ...init, method: post ? 'POST' : 'GET', body: post ? form : undefined }];
  headers['if-match'] = JSON.stringify(write.ifMatch);
  if (write.json === undefined) return [url, { ...init, method: write.method }];
  headers['content-type'] = 'application/json';
  return [url, { ...init, method: write.method, body: JSON.stringify(write.json) }];
}

async function readBody(response: Response, maximumBytes: number, source: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    const part = chunk as Uint8Array;
    bytes += part.byteLength;
    if (bytes > maximumBytes) {
      if (!response.ok) break; // The beginning of an error says enough.
      const mebibytes = maximumBytes / 1024 / 1024;
      throw new ToolFailure(
        'COST_EXCEEDED',
        `${source} answered more than ${mebibytes} MiB. Ask for less: a shorter window, fewer series.`,
      );
    }
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function statusFailure(
  { refusal, address }: BackEndRequest<unknown>,
  source: string,
  status: number,
  body: string,
): ToolFailure {
  const refused = refusal?.(status, body);
  if (refused) return refused;
  if (status === 401 || status === 403) {
    const token = address.bearer === undefined ? 'No bearer token is configured for it' : 'Check its bearer token';
    return unavailable(`${source} refuses us (HTTP ${status}). ${token}.`, false);
  }
  if (status === 404) {
    return unavailable(`${source} does not know the address (HTTP 404). Check the url of this back end.`, false);
  }
  const words = plainLine(body, 200);
  const retryable = status >= 500 || status === 429;
  return unavailable(`${source} answered HTTP ${status}${words ? `: ${words}` : ''}`, retryable);
}

function parseAnswer<Answer>(schema: z.ZodType<Answer>, body: string, source: string): Answer {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch (cause) {
    const begin = JSON.stringify(sanitiseText(body.slice(0, 80)));
    throw unavailable(`${source} answered no JSON: it begins with ${begin}. Is that the right address?`, false, cause);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.map(String).join('.') || 'the answer';
  throw unavailable(`${source} answered what is not understood: ${where}: ${issue?.message}.`, false, parsed.error);
}

function unavailable(message: string, retryable: boolean, cause?: unknown): ToolFailure {
  return new ToolFailure('UPSTREAM_UNAVAILABLE', message, { retryable, cause });
}

function isRedirect(error: unknown): boolean {
  return error instanceof Error && error.cause instanceof Error && error.cause.message === 'unexpected redirect';
}

/** The system's reason. `fetch failed` alone tells nobody anything. */
function reasonOf(error: unknown): string {
  if (isRedirect(error)) return 'it answers with a redirect, which is not followed; configure the address it leads to';
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
  return code === undefined ? cause.message : (connectionWords(code) ?? code);
}
