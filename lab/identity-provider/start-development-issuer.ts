import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { httpOrigin, isLoopback, withoutBrackets } from '#core/text/loopback';
import { openSigningKeys, temporarySigningKey } from '#records/signing-keys';
import { jsonAnswer, messageAnswer, type ProviderAnswer } from './answer.ts';
import type { DemoClient, DemoPerson } from './authorization-request.ts';
import { createAuthorization } from './authorization.ts';
import { createTokens } from './tokens.ts';

// Packages for this exist, but oidc-provider needs Node 22 and warns on every start, and all that is needed here
// is one flow for one kind of client. A test still runs our client against it.

const maximumBodyBytes = 16 * 1024;
const keyUse = 'development-issuer';

export interface DevelopmentIssuerOptions {
  /** 0 takes a free port. */
  readonly port: number;
  /** A loopback address; default 127.0.0.1. */
  readonly host?: string;
  readonly people: readonly DemoPerson[];
  readonly clients: readonly DemoClient[];
  /** The file of its key, so that tokens stay valid after a restart. Absent: the key ends with the process. */
  readonly keyFolder?: string;
  /** Lifetime of ID tokens; default 300. */
  readonly tokenSeconds?: number;
  readonly log: Pick<Logger, 'info' | 'warn'>;
}

export interface DevelopmentIssuer {
  /** Its address, as in `iss`. */
  readonly issuer: string;
  close(): Promise<void>;
}

/**
 * An OpenID Connect provider where anyone can sign in as anyone, for the lab and tests: discovery, authorization code
 * with PKCE, ID tokens with groups, `auth_time` and `nonce`.
 * @throws Error if other machines could reach it, or the port is taken
 */
export async function startDevelopmentIssuer(options: DevelopmentIssuerOptions): Promise<DevelopmentIssuer> {
  const host = options.host ?? '127.0.0.1';
  if (!isLoopback(host))
    throw new Error(
      `The development identity provider asks for no password, so it is for this machine only and does not bind ${host}. ` +
        'Leave out the host, or configure a real identity provider.',
    );
  const keys = options.keyFolder === undefined ? undefined : await openSigningKeys(options.keyFolder, keyUse);
  const key = keys ? await keys.current() : temporarySigningKey(keyUse);

  let handle: (request: IncomingMessage, response: ServerResponse) => Promise<void> = () => Promise.resolve();
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000 }, (request, response) => {
    handle(request, response).catch((error: unknown) => {
      options.log.warn({ error }, 'the development identity provider failed to answer a request');
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE' ? 'the port is taken; configure another' : error.message;
      reject(new Error(`The development identity provider cannot listen on ${host}:${options.port}: ${taken}.`));
    });
    server.listen(options.port, withoutBrackets(host), resolve);
  });
  const issuer = httpOrigin(host, (server.address() as AddressInfo).port);
  const authorization = createAuthorization(issuer, options.people, options.clients);
  const tokens = createTokens(issuer, key, authorization.takeCode, options.tokenSeconds ?? 300);
  handle = async (request, response) => {
    // The host must match: another host name that resolves to this address is refused (DNS rebinding).
    if (`http://${request.headers.host ?? ''}` !== issuer)
      return send(response, messageAnswer(421, 'Wrong address', issuer));
    const url = new URL(request.url ?? '/', issuer);
    switch (`${request.method} ${url.pathname}`) {
      case 'GET /.well-known/openid-configuration':
        return send(response, jsonAnswer(200, metadataOf(issuer)));
      case 'GET /keys':
        return send(response, jsonAnswer(200, tokens.keySet));
      case 'GET /authorize':
        return send(response, authorization.authorize(url.searchParams));
      case 'POST /sign-in':
        return send(response, authorization.signIn(await formOf(request)));
      case 'POST /token': {
        const { status, body } = await tokens.exchange(await formOf(request));
        return send(response, jsonAnswer(status, body));
      }
      default:
        return send(
          response,
          messageAnswer(
            404,
            'Development identity provider',
            'It signs demo people in to Holdfast and has no other pages.',
          ),
        );
    }
  };
  options.log.info(
    { issuer, people: options.people.length },
    'development identity provider: anyone can sign in as anyone',
  );
  return {
    issuer,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function metadataOf(issuer: string): object {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/keys`,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['EdDSA'],
    token_endpoint_auth_methods_supported: ['none'],
    code_challenge_methods_supported: ['S256'],
    prompt_values_supported: ['none', 'login', 'select_account'],
    scopes_supported: ['openid', 'profile', 'groups'],
    claims_supported: ['iss', 'sub', 'aud', 'exp', 'iat', 'auth_time', 'nonce', 'name', 'groups'],
    authorization_response_iss_parameter_supported: true,
  };
}

function send(response: ServerResponse, { status, headers, body }: ProviderAnswer): void {
  response.writeHead(status, headers);
  response.end(body);
}

/** Empty if it is too large or of another type; the missing parameter is then reported. */
async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  const isForm = /^application\/x-www-form-urlencoded(;|$)/.test(request.headers['content-type'] ?? '');
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.byteLength;
    if (length <= maximumBodyBytes) chunks.push(chunk);
  }
  return new URLSearchParams(isForm && length <= maximumBodyBytes ? Buffer.concat(chunks).toString('utf8') : '');
}
