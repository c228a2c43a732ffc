import { z } from 'zod';
import type { Authentication } from '#http-client/authentication/authentication';
import { SecretReference } from './secret.ts';

// An HTTP target in holdfast.yaml:
//   url: https://mimir.example.com/prometheus
//   auth: { basic: { user: reader, password: { file: /run/secrets/mimir } } }
//   headers: { X-Scope-OrgID: shop }
//   tls: { ca: { file: /etc/ssl/company.pem } }

/** The address of a target, without credentials or a fragment. */
export const HttpUrl = z
  .url({ protocol: /^https?$/, error: 'write an address that begins with http:// or https://' })
  .superRefine((text, context) => {
    if (!URL.canParse(text)) return; // Said already.
    const { username, password, hash } = new URL(text);
    if (username || password) {
      context.addIssue({
        code: 'custom',
        message: 'the address contains a user name or password, which would be printed and logged',
        params: {
          remedy: 'Remove it from the address and write auth: { basic: { user: ..., password: { env: NAME } } }.',
        },
      });
    }
    if (hash) {
      context.addIssue({
        code: 'custom',
        message: 'the part after the # is never sent to a server',
        params: { remedy: 'Remove it, or write %23 for a literal #.' },
      });
    }
  });

const HeaderName = z
  .string()
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, 'a header is named with letters, digits and -');
/** Set by the connection or for the body. */
const ownHeaders =
  /^(?:connection|content-length|content-type|expect|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade)$/i;
/** Headers whose names show that they authenticate. */
const secretHeaders = /authorization|cookie|(?:^|[-_])(?:key|password|secret|token)$|api-?key/i;

const Headers = z
  .record(
    HeaderName.refine((name) => !ownHeaders.test(name), 'the client sets this header itself'),
    z.union([z.string().regex(/^[\t\x20-\x7e]*$/, 'the value of a header must be one line of ASCII'), SecretReference]),
  )
  .superRefine((headers, context) => {
    for (const [name, value] of Object.entries(headers)) {
      if (typeof value !== 'string' || !secretHeaders.test(name)) continue;
      context.addIssue({
        code: 'custom',
        path: [name],
        message: 'the value of this header looks like a secret, which must not be in this file',
        params: { remedy: 'Write a reference to it: { env: NAME } or { file: PATH }.' },
      });
    }
  });

const ways = {
  bearer: SecretReference,
  basic: z.strictObject({
    user: z
      .string()
      .min(1)
      .regex(/^[^:]*$/, 'a user name cannot contain a colon'),
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

/** The form of each kind of authentication under `auth`; `none` means leaving it out. */
const keys = {
  bearer: 'bearer',
  basic: 'basic',
  api_key: 'apiKey',
  client_certificate: 'clientCertificate',
  oauth_client_credentials: 'oauthClientCredentials',
} as const satisfies Record<Exclude<Authentication['kind'], 'none'>, keyof typeof ways>;

/** For an adapter whose system may be behind any kind of proxy. */
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
 * The settings of a target, to be extended with an adapter's own. `auth` accepts only the given kinds, and may be
 * left out if `none` is one of them.
 */
export function httpTarget(kinds: readonly Authentication['kind'][]) {
  const offered = kinds.flatMap((kind) => (kind === 'none' ? [] : [keys[kind]]));
  const shape = Object.fromEntries(offered.map((key) => [key, ways[key].optional()]));
  const auth = z.strictObject(shape).superRefine((given, context) => {
    const [first, second] = Object.keys(given);
    if (first !== undefined && second === undefined) return;
    context.addIssue({
      code: 'custom',
      message: first === undefined ? 'it is empty' : `${Object.keys(given).join(' and ')} are several kinds at once`,
      params: { remedy: first === undefined ? `Write one of: ${offered.join(', ')}.` : 'Keep one of them.' },
    });
  });
  return z.strictObject({
    url: HttpUrl,
    // The type allows every kind and none: which ones are required is only known here.
    auth: (kinds.includes('none') ? auth.optional() : auth) as unknown as z.ZodOptional<Auth>,
    headers: Headers.optional(),
    tls: z.strictObject({ ca: SecretReference }).optional(),
  });
}
export type HttpTargetSettings = z.infer<ReturnType<typeof httpTarget>>;
