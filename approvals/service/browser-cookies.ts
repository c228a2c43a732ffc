import { createHash, randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { soleHeader } from '#web/sole-header';
import type { ApprovalsSettings } from './settings.ts';

// Two cookies: one tells browsers apart, so that forms and sign-ins belong to the browser they began in; the other is the
// session of who has signed in, made anew by each sign-in. Lax, not Strict: both come along on the way back from the
// identity provider, and forms of other sites are refused by their origin.

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

export interface BrowserCookies {
  /** The browser's own secret; a first visit gets one with the answer. */
  browserOf(request: FastifyRequest, reply: FastifyReply): string;
  /** Without giving one out. */
  knownBrowser(request: FastifyRequest): string | undefined;
  sessionOf(request: FastifyRequest): string | undefined;
  setSession(reply: FastifyReply, token: string | undefined): void;
}

export function createBrowserCookies({ publicUrl }: Pick<ApprovalsSettings, 'publicUrl'>): BrowserCookies {
  const isSecure = publicUrl?.startsWith('https:') === true;
  const prefix = isSecure ? '__Host-' : '';
  const browser = `${prefix}holdfast_approvals_browser`;
  const session = `${prefix}holdfast_approvals_session`;
  const attributes = `Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;

  const knownBrowser = (request: FastifyRequest) => cookieOf(request, browser);
  return {
    knownBrowser,
    browserOf(request, reply) {
      const known = knownBrowser(request);
      if (known !== undefined) return known;
      const token = newToken();
      reply.header('set-cookie', `${browser}=${token}; ${attributes}`);
      return token;
    },
    sessionOf: (request) => cookieOf(request, session),
    setSession(reply, token) {
      reply.header('set-cookie', `${session}=${token ?? ''}; ${token === undefined ? 'Max-Age=0; ' : ''}${attributes}`);
    },
  };
}

/** 256 random bits. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a secret: whoever reads our memory cannot use it. */
export function digestOfToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

function cookieOf(request: FastifyRequest, wanted: string): string | undefined {
  const values = (soleHeader(request.raw.rawHeaders, 'cookie') ?? '')
    .split(';')
    .map((part) => part.trim().split('=', 2))
    .filter(([name]) => name === wanted)
    .map(([, value = '']) => value);
  // Sent twice, one of them was planted.
  return values.length === 1 && TOKEN.test(values[0] ?? '') ? values[0] : undefined;
}
