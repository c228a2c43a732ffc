import { createServer, type IncomingMessage } from 'node:http';
import { portOf } from './servers.ts';

export interface TokenRequest {
  readonly authorization: string | undefined;
  readonly fields: Readonly<Record<string, string>>;
}

export interface TokenAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface TokenEndpointDouble {
  readonly url: string;
  readonly requests: readonly TokenRequest[];
}

/** A token endpoint (RFC 6749, 3.2) that answers as it is told to. */
export async function startTokenEndpoint(
  answer: (request: TokenRequest, count: number) => TokenAnswer | Promise<TokenAnswer>,
): Promise<TokenEndpointDouble> {
  const requests: TokenRequest[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const fields = Object.fromEntries(new URLSearchParams(await textOf(request)));
      const seen = { authorization: request.headers.authorization, fields };
      requests.push(seen);
      const { status, body } = await answer(seen, requests.length);
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(typeof body === 'string' ? body : JSON.stringify(body));
    })();
  });
  return { url: `http://127.0.0.1:${await portOf(server)}/token?tenant=1`, requests };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
