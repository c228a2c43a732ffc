import { z } from 'zod';
import type { Authentication } from '#http-client/authentication/authentication';
import { SecretReference } from './secret.ts';

// How a place that is asked over HTTP is written in holdfast.yaml:
//   url: https://mimir.example.com/prometheus
//   auth: { basic: { user: reader, password: { file: /run/secrets/mimir } } }
//   headers: { X-Scope-OrgID: shop }
//   tls: { ca: { file: /etc/ssl/company.pem } }

/** Where a request is sent, so no credentials and nothing that is never sent. */
export const HttpUrl = z
  .url({ protocol: /^https?$/, error: 'write an address that begins with http:// or https://' })
  .superRefine((text, context) => {
    if (!URL.canParse(text)) return; // Said already.
    const { username, password, hash } = new URL(text);
    if (username || password) {
      context.addIssue({
        code: 'custom',
        message: 'a user name or password stands in the address, where it would be printed and logged',
        params: {
          remedy: 'Remove it from the address and write auth: { basic: { user: ..., password: { env: NAME } } }.',
        },
      });
    }
    if (hash) {
      context.addIssue({
        code: 'custom',
        message: 'what stands after the # is never sent to a server',
        params: { remedy: 'Remove it, or write %23 where a # is meant.' },
      });
    }
  });

const HeaderName = z
  .string()
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, 'a header is named with letters, digits and -');
/** Set by the connection itself, or by the body that is sent. */
const ownHeaders =
  /^(?:connection|content-length|content-type|expect|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade)$/i;
/** Headers that authenticate, by their names. */
const secretHeaders = /authorization|cookie|(?:^|[-_])(?:key|password|secret|token)$|api-?key/i;

const Headers = z
  .record(
    HeaderName.refine((name) => !ownHeaders.test(name), 'the client sets this header itself'),
    z.union([z.string().regex(/^[\t\x20-\x7e]*$/, 'the value of a header is one line of ASCII'), SecretReference]),
  )
  .superRefine((headers, context) => {
    for (const [name, value] of Object.entries(headers)) {
      if (typeof value !== 'string' || !secretHeaders.test(name)) continue;
      context.addIssue({
        code: 'custom',
        path: [name],
        message: 'the value of this header looks like a secret, which never stands in this file',
        params: { remedy: 'Write where it is found: { env: NAME } or { file: PATH }.' },
      });
    }
  });

const ways = {
  bearer: SecretReference,
  basic: z.strictObject({
    user: z
      .string()
      .min(1)
      .regex(/^[^:]*$/, 'a user name has no colon'),
    password: SecretReference,
  }),
  apiKey: z.strictObject({ header: HeaderName, key: SecretReference }),
  clientCertificate: z.strictObject({
    certificate: SecretReference,
    key: SecretReference,
    passphrase: SecretReference.optional(),
  }),
  oauthClientCredentials: z.strictObject({
    tokenUrl: HttpUrl,
    clientId: z.string().min(1),
    clientSecret: SecretReference,
    scope: z.string().min(1).optional(),
    audience: z.string().min(1).optional(),
  }),
};

/** How each kind of authentication is written under `auth`; `none` is leaving it out. */
const keys = {
  bearer: 'bearer',
  basic: 'basic',
  api_key: 'apiKey',
  client_certificate: 'clientCertificate',
  oauth_client_credentials: 'oauthClientCredentials',
} as const satisfies Record<Exclude<Authentication['kind'], 'none'>, keyof typeof ways>;

/** For an adapter whose system stands behind whatever its owner has put before it. */
export const anyAuthentication = [
  'none',
  'bearer',
  'basic',
  'api_key',
  'client_certificate',
  'oauth_client_credentials',
] as const satisfies readonly Authentication['kind'][];

type Auth = z.ZodObject<{ [Way in keyof typeof ways]: z.ZodOptional<(typeof ways)[Way]> }, z.core.$strict>;

/**
 * The settings of a target, to be extended with an adapter's own. `auth` takes the given ways and no other, and may be
 * left out where `none` is among them.
 */
export function httpTarget(kinds: readonly Authentication['kind'][]) {
  const offered = kinds.flatMap((kind) => (kind === 'none' ? [] : [keys[kind]]));
  const shape = Object.fromEntries(offered.map((key) => [key, ways[key].optional()]));
  const auth = z.strictObject(shape).superRefine((given, context) => {
    const [first, second] = Object.keys(given);
    if (first !== undefined && second === undefined) return;
    context.addIssue({
      code: 'custom',
      message: first === undefined ? 'it says nothing' : `${Object.keys(given).join(' and ')} are several ways at once`,
      params: { remedy: first === undefined ? `Write one of: ${offered.join(', ')}.` : 'Keep one of them.' },
    });
  });
  return z.strictObject({
    url: HttpUrl,
    // In its type every way may be there, and all may be left out: which ones is known here only.
    auth: (kinds.includes('none') ? auth.optional() : auth) as unknown as z.ZodOptional<Auth>,
    headers: Headers.optional(),
    tls: z.strictObject({ ca: SecretReference }).optional(),
  });
}
export type HttpTargetSettings = z.infer<ReturnType<typeof httpTarget>>;
