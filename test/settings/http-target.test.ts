import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { httpTarget } from '#settings/http-target';
import { openHttpTarget } from '#configuration/open-http-target';
import type { Secrets } from '#configuration/resolve-secrets';
import { parseDocument } from '#core/documents/parse-document';
import { DocumentError } from '#core/documents/problem';

const every = ['none', 'bearer', 'basic', 'api_key', 'client_certificate', 'oauth_client_credentials'] as const;

/** As an adapter has it: with settings of its own. */
const document = (kinds: Parameters<typeof httpTarget>[0]) =>
  z.strictObject({ backEnd: httpTarget(kinds).extend({ scrapeInterval: z.string().default('15s') }) });

function parse(text: string, kinds: Parameters<typeof httpTarget>[0] = every) {
  return parseDocument(document(kinds), text, 'holdfast.yaml').data.backEnd;
}

function refusals(text: string, kinds: Parameters<typeof httpTarget>[0] = every): string {
  try {
    parse(text, kinds);
  } catch (error) {
    if (error instanceof DocumentError) return error.message;
    throw error;
  }
  throw new Error('It was accepted.');
}

describe('the settings of a target', () => {
  const named: Secrets = {
    of: (reference) => ({ read: () => Object.values(reference)[0] ?? '', readAgain: () => false }),
    addSecret: () => {},
  };
  const opened = (auth: string) => {
    const { authentication } = openHttpTarget(parse(`backEnd: { url: http://x, auth: ${auth} }`), named);
    const parts = Object.entries(authentication) as [string, string | ReturnType<Secrets['of']> | undefined][];
    return Object.fromEntries(parts.map(([key, part]) => [key, typeof part === 'object' ? part.read() : part]));
  };

  it.each([
    ['{ bearer: { env: T } }', { kind: 'bearer', token: 'T' }],
    ['{ basic: { user: reader, password: { env: P } } }', { kind: 'basic', user: 'reader', password: 'P' }],
    ['{ apiKey: { header: X-Api-Key, key: { env: K } } }', { kind: 'api_key', header: 'X-Api-Key', key: 'K' }],
    [
      '{ clientCertificate: { certificate: { file: /c }, key: { file: /k }, passphrase: { env: P } } }',
      { kind: 'client_certificate', certificate: '/c', key: '/k', passphrase: 'P' },
    ],
    [
      '{ oauthClientCredentials: { tokenUrl: "https://login/token", clientId: h, clientSecret: { env: S }, scope: a b } }',
      {
        kind: 'oauth_client_credentials',
        tokenUrl: 'https://login/token',
        clientId: 'h',
        clientSecret: 'S',
        scope: 'a b',
      },
    ],
  ])('%s', (auth, expected) => {
    expect(opened(auth)).toEqual(expected);
  });

  it('keep path and query of the address, headers and authorities, and the defaults of the adapter', () => {
    const settings = parse(
      'backEnd: { url: "https://x/prom?tenant=a", headers: { X-Scope-OrgID: shop, X-Key: { env: K } }, tls: { ca: { file: /ca } } }',
    );
    expect(settings.scrapeInterval).toBe('15s');
    const target = openHttpTarget(settings, named);
    expect(target).toMatchObject({ url: 'https://x/prom?tenant=a', authentication: { kind: 'none' } });
    expect(target.headers?.['X-Scope-OrgID']).toBe('shop');
    expect((target.headers?.['X-Key'] as ReturnType<Secrets['of']>).read()).toBe('K');
    expect((target.ca as ReturnType<Secrets['of']>).read()).toBe('/ca');
  });
});

describe('the settings of a target are refused, with the place and the remedy, for', () => {
  it.each([
    [
      'credentials in the address',
      'backEnd: { url: "https://reader:PASSWORD@x/prom" }',
      'holdfast.yaml:1:17: error: backEnd.url: `url`: the address contains a user name or password, which would be printed and logged. Remove it from the address and write auth: { basic: { user: ..., password: { env: NAME } } }.',
    ],
    [
      'what is never sent',
      'backEnd: { url: "https://x/#/graph" }',
      'holdfast.yaml:1:17: error: backEnd.url: `url`: the part after the # is never sent to a server. Remove it, or write %23 for a literal #.',
    ],
    [
      'another protocol',
      'backEnd: { url: "ftp://x" }',
      'holdfast.yaml:1:17: error: backEnd.url: `url` has another form. Write an address that begins with http:// or https://.',
    ],
    [
      'several ways at once',
      'backEnd: { url: http://x, auth: { bearer: { env: T }, basic: { user: u, password: { env: P } } } }',
      'holdfast.yaml:1:33: error: backEnd.auth: `auth`: bearer and basic are several kinds at once. Keep one of them.',
    ],
    [
      'none of them',
      'backEnd: { url: http://x, auth: {} }',
      'holdfast.yaml:1:33: error: backEnd.auth: `auth`: it is empty. Write one of: bearer, basic, apiKey, clientCertificate, oauthClientCredentials.',
    ],
    [
      'a secret in the file',
      'backEnd: { url: http://x, auth: { bearer: PASSWORD } }',
      'holdfast.yaml:1:43: error: backEnd.auth.bearer: `bearer` cannot be a text. A secret must not be in this file, only a reference to it. Write one of: { env: ... } or { file: ... }.',
    ],
    [
      'a header that authenticates, in the file',
      'backEnd: { url: http://x, headers: { Authorization: Bearer PASSWORD } }',
      'holdfast.yaml:1:53: error: backEnd.headers.Authorization: `Authorization`: the value of this header looks like a secret, which must not be in this file. Write a reference to it: { env: NAME } or { file: PATH }.',
    ],
    [
      'a header that the client sets',
      'backEnd: { url: http://x, headers: { Content-Length: "5" } }',
      'holdfast.yaml:1:38: error: backEnd.headers.Content-Length: `Content-Length` cannot be a name here: the client sets this header itself. Rename it.',
    ],
    [
      'a header with a line break',
      'backEnd: { url: http://x, headers: { X-Tenant: "a\\nX-Admin: 1" } }',
      'holdfast.yaml:1:48: error: backEnd.headers.X-Tenant: `X-Tenant` has another form. The value of a header must be one line of ASCII.',
    ],
    [
      'a user name that basic authentication cannot carry',
      'backEnd: { url: http://x, auth: { basic: { user: "a:b", password: { env: P } } } }',
      'holdfast.yaml:1:50: error: backEnd.auth.basic.user: `user` has another form. A user name cannot contain a colon.',
    ],
  ])('%s', (_, text, expected) => {
    const printed = refusals(text);
    expect(printed).toBe(expected);
    expect(printed).not.toContain('PASSWORD');
  });

  it('a way that the adapter does not take, naming those it takes', () => {
    const text = 'backEnd: { url: http://x, auth: { apiKey: { header: X-Key, key: { env: K } } } }';
    expect(refusals(text, ['none', 'bearer', 'basic'])).toContain(
      'unknown key `apiKey`. Remove it; known here: bearer, basic.',
    );
  });

  it('no way at all, where the adapter needs one', () => {
    expect(refusals('backEnd: { url: http://x }', ['bearer'])).toContain('backEnd.auth: `auth` is missing.');
  });
});
