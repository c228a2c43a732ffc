import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createIssuerKeys } from '#approvals/issuer-keys';
import { demoBrowser, type DemoBrowser, type VisitedPage } from '#lab/identity-provider/demo-browser';
import { beginSignIn, finishSignIn, identityProvider } from '#approvals/sign-in';
import { verifyIdToken } from '#approvals/verify-id-token';
import { callback } from '../lab/identity-provider/running-issuer.ts';

// Our own issuer and our own client could be wrong alike: this one is a certified implementation by somebody else.

const nonce = 'n'.repeat(64);

async function started() {
  // It says of each of its defaults that it is one.
  for (const method of ['info', 'warn'] as const) vi.spyOn(console, method).mockImplementation(() => undefined);
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
  const server: Server = createServer((request, response) => {
    void provider.callback()(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  );
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'holdfast',
        client_secret: 'a secret of this test: with % and +',
        redirect_uris: [callback],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    claims: { openid: ['sub'], profile: ['name'], groups: ['groups'] },
    scopes: ['openid', 'profile', 'groups'],
    conformIdTokenClaims: false,
    findAccount: (_context, subject) => ({
      accountId: subject,
      claims: () => ({ sub: subject, name: 'Ada Lovelace', groups: ['payments-oncall', 'everybody'] }),
    }),
  });
  const entry = { issuer, clientId: 'holdfast', groupsClaim: 'groups', development: true };
  return {
    entry,
    ours: identityProvider(entry, 'a secret of this test: with % and +'),
    browser: demoBrowser((url) => url.href.startsWith(callback)),
  };
}

/** Fills in the forms that it shows: who one is, and that one agrees. */
async function throughItsForms(browser: DemoBrowser, start: VisitedPage): Promise<readonly [VisitedPage, string[]]> {
  const shown: string[] = [];
  let page = start;
  while (page.status === 200) {
    const action = /action="([^"]+)"/.exec(page.body)?.[1] ?? '';
    const prompt = /name="prompt" value="([a-z]+)"/.exec(page.body)?.[1] ?? '';
    shown.push(prompt);
    page = await browser.post(new URL(action, page.url), { prompt, login: 'ada', password: 'any' });
  }
  return [page, shown];
}

// It uses `URL.parse`, which the first releases of Node 20 do not have.
describe.skipIf(!('parse' in URL))('signing in with another provider', () => {
  it('gives an ID token that verifies, with a client secret, groups and the time of the sign-in', async () => {
    const { entry, ours, browser } = await started();
    const { url, pending } = await beginSignIn(ours, { nonce, redirectUri: callback, again: true });
    const [back] = await throughItsForms(browser, await browser.get(url));
    const { idToken, ...person } = await finishSignIn(ours, pending, back.url);
    expect(person).toMatchObject({
      by: { issuer: entry.issuer, subject: 'ada', name: 'Ada Lovelace' },
      groups: ['everybody', 'payments-oncall'],
    });
    const keys = createIssuerKeys();
    const verdict = await verifyIdToken(idToken, nonce, entry, keys, new Date(), 30);
    expect(verdict).toMatchObject({ kind: 'person', person: { by: person.by, authTime: person.authTime } });
    expect((await verifyIdToken(idToken, 'other', entry, keys, new Date(), 30)).kind).toBe('refused');
  });

  it('is quick for somebody who is signed in there, and asks them again for what needs it', async () => {
    const { ours, browser } = await started();
    const signIn = async (again: boolean) => {
      const { url, pending } = await beginSignIn(ours, { nonce, redirectUri: callback, again, maxAgeSeconds: 300 });
      const [back, shown] = await throughItsForms(browser, await browser.get(url));
      await finishSignIn(ours, pending, back.url);
      return shown;
    };
    expect(await signIn(false)).toContain('login');
    expect(await signIn(false)).toEqual([]);
    expect(await signIn(true)).toContain('login');
  });
});
