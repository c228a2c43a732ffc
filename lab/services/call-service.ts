import { type Agent, request } from 'node:http';
import { CallFailed } from './service.ts';

export interface RequestOptions {
  readonly agent: Agent;
  readonly timeoutMilliseconds: number;
  /** For messages: `payments (payments-2)`. */
  readonly to: string;
}

const mostBytes = 1_000_000;

/**
 * Sends a request, with a JSON body for a POST, and returns the answer's JSON.
 * @throws CallFailed 504 if no complete answer arrived in time, 502 if the request failed or the answer is not a
 * success
 */
export function callService(
  method: 'GET' | 'POST',
  url: string,
  body: unknown,
  { agent, timeoutMilliseconds, to }: RequestOptions,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const text = method === 'POST' ? JSON.stringify(body) : '';
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
    const outgoing = request(url, { method, agent, headers });
    const timer = setTimeout(() => {
      outgoing.destroy(new CallFailed(504, `${to} did not answer within ${timeoutMilliseconds} ms`));
    }, timeoutMilliseconds);
    const fail = (error: Error) => {
      clearTimeout(timer);
      reject(error instanceof CallFailed ? error : new CallFailed(502, `${to}: ${describe(error)}`));
    };
    outgoing.on('error', fail);
    outgoing.on('response', (response) => {
      let answer = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        answer += chunk;
        if (answer.length > mostBytes) outgoing.destroy(new CallFailed(502, `${to} answered more than 1 MB`));
      });
      response.on('error', fail);
      response.on('end', () => {
        clearTimeout(timer);
        if (response.statusCode !== 200) {
          reject(new CallFailed(502, `${to} answered ${response.statusCode}: ${answer.slice(0, 200)}`));
          return;
        }
        try {
          resolve(JSON.parse(answer));
        } catch {
          reject(new CallFailed(502, `${to} did not answer JSON`));
        }
      });
    });
    outgoing.end(text);
  });
}

const describe = (error: NodeJS.ErrnoException) => error.message || error.code || 'the connection broke';
