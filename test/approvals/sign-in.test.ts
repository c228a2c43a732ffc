import type { ActionHash } from '#core/ids/action-hash';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createIssuerKeys } from '#approvals/issuer-keys';
import { createSignIn } from '#approvals/create-sign-in';
import { nonceOf } from '#approvals/decision-nonce';
import { newDecisionBody } from '#approvals/decision-body';
import { demoBrowser } from '#lab/identity-provider/demo-browser';
import { signInAs } from '#lab/identity-provider/sign-in-as';
import { openLoopbackRedirect } from '#approvals/loopback-redirect';
import { decisionKeyUse, signDecision } from '#approvals/sign-decision';
import { beginSignIn, finishSignIn, identityProvider } from '#approvals/sign-in';
import { createDecisionVerifier } from '#approvals/verify-decision';
import type { IssuerEntry } from '#configuration/approvals';
import { temporarySigningKey } from '#records/signing-keys';
import { callback, runningIssuer } from '../lab/identity-provider/running-issuer.ts';

const meant = {
  actionHash: 'a'.repeat(64) as ActionHash,
  previewHash: 'b'.repeat(64),
  answer: 'approve',
  reason: '',
  channel: 'page',
  breakGlass: false,
} as const;

function entryOf(issuer: string): IssuerEntry {
  return { issuer, clientId: 'holdfast', groupsClaim: 'groups', development: true };
}

async function started() {
  const { issuer, close } = await runningIssuer();
  const entry = entryOf(issuer);
  const browser = demoBrowser((url) => url.href.startsWith(callback));
  return { entry, browser, close, provider: identityProvider(entry) };
}

const request = { nonce: 'n'.repeat(64), redirectUri: callback, again: true };

describe('signing in', () => {
  it('gives a decision that the executor counts, for the person and groups that the issuer knows', async () => {
    const { entry, browser, provider } = await started();
    const body = newDecisionBody(meant, new Date());
    const { url, pending } = await beginSignIn(provider, { ...request, nonce: nonceOf(body) });
    const { url: cameBack } = await signInAs(browser, await browser.get(url), 'ada');
    const { by, groups, authTime, idToken } = await finishSignIn(provider, pending, cameBack);
    expect(by).toEqual({ issuer: entry.issuer, subject: 'ada', name: 'Ada Lovelace' });

    const key = temporarySigningKey(decisionKeyUse);
    const claims = { ...body, by, groups, authTime, idToken, decidedAt: new Date().toISOString() };
    const verifier = createDecisionVerifier({
      keys: (kid) => (kid === key.kid ? key.publicKey : undefined),
      approvals: {
        issuers: { lab: entry },
        environments: { lab: { kind: 'staging', issuer: 'lab', signInToDecide: true } },
      },
      tokenKeys: createIssuerKeys(),
      keepKey: () => Promise.resolve(),
    });
    const now = new Date();
    const verdict = await verifier.verify(await signDecision(claims, key), {
      ...meant,
      environment: 'lab',
      receivedAt: now.toISOString(),
      now,
    });
    expect(verdict).toMatchObject({ kind: 'verified', signedIn: true, claims: { by, groups: ['payments-oncall'] } });
  });

  it('works from a terminal, by a redirect to a free port of this machine', async () => {
    const { provider } = await started();
    const redirect = await openLoopbackRedirect(30);
    onTestFinished(redirect.close);
    const { url, pending } = await beginSignIn(provider, { ...request, redirectUri: redirect.redirectUri });
    const browser = demoBrowser();
    const page = await signInAs(browser, await browser.get(url), 'grace');
    expect(page.body).toContain('Go on in the terminal');
    const { by, groups } = await finishSignIn(provider, pending, await redirect.arrived);
    expect(by.subject).toBe('grace');
    expect(groups).toEqual(['incident-commanders']);
  });

  it('is refused when it comes back with another state, twice, or with the code of another sign-in', async () => {
    const { browser, provider } = await started();
    const first = await beginSignIn(provider, request);
    const second = await beginSignIn(provider, request);
    const { url: firstBack } = await signInAs(browser, await browser.get(first.url), 'ada');
    const { url: secondBack } = await signInAs(browser, await browser.get(second.url), 'grace');
    const refused = { name: 'SignInRefused' };
    await expect(finishSignIn(provider, second.pending, firstBack)).rejects.toMatchObject(refused);
    const swapped = new URL(firstBack);
    swapped.searchParams.set('code', secondBack.searchParams.get('code') ?? '');
    await expect(finishSignIn(provider, first.pending, swapped)).rejects.toThrow('code verifier');
    const third = await beginSignIn(provider, request);
    const { url: thirdBack } = await signInAs(browser, await browser.get(third.url), 'ada');
    await finishSignIn(provider, third.pending, thirdBack);
    await expect(finishSignIn(provider, third.pending, thirdBack)).rejects.toThrow('was already used');
  });

  it('is refused when the token is for another nonce than it began with', async () => {
    const { browser, provider } = await started();
    const { url, pending } = await beginSignIn(provider, request);
    const { url: cameBack } = await signInAs(browser, await browser.get(url), 'ada');
    await expect(finishSignIn(provider, { ...pending, nonce: 'm'.repeat(64) }, cameBack)).rejects.toMatchObject({
      name: 'SignInRefused',
    });
  });

  it('is refused with what the issuer says when the person said no, and after ten minutes', async () => {
    const { provider } = await started();
    const { pending } = await beginSignIn(provider, request);
    const denied = new URL(`${callback}?error=access_denied&error_description=not+today&state=${pending.state}`);
    denied.searchParams.set('iss', provider.issuer.issuer);
    await expect(finishSignIn(provider, pending, denied)).rejects.toThrow('access_denied, "not today"');
    const old = { ...pending, startedAt: new Date(Date.now() - 601_000).toISOString() };
    await expect(finishSignIn(provider, old, denied)).rejects.toThrow('longer than ten minutes');
  });

  it('says that the issuer does not answer, and asks it again the next time', async () => {
    const server = createServer((_request, response) => response.writeHead(503).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const provider = identityProvider(entryOf(`http://127.0.0.1:${port}`));
    const unavailable = { name: 'SignInUnavailable' };
    await expect(beginSignIn(provider, request)).rejects.toMatchObject(unavailable);
    await new Promise((resolve) => server.close(resolve));
    await expect(beginSignIn(provider, request)).rejects.toThrow(`http://127.0.0.1:${port} cannot be asked: `);
    const { close } = await runningIssuer({ port });
    const { url, pending } = await beginSignIn(provider, request);
    const browser = demoBrowser((to) => to.href.startsWith(callback));
    const { url: cameBack } = await signInAs(browser, await browser.get(url), 'ada');
    await close();
    await expect(finishSignIn(provider, pending, cameBack)).rejects.toMatchObject(unavailable);
  });

  it('never goes to an http:// address that is not a development issuer on this machine', async () => {
    for (const entry of [
      { ...entryOf('http://id.example'), development: true },
      { ...entryOf('http://127.0.0.1:1'), development: false },
    ])
      await expect(beginSignIn(identityProvider(entry), request)).rejects.toThrow('has no https:// address');
  });
});

describe('the sign-in of the approvals service', () => {
  it('begins and finishes one, and verifies a token that somebody else obtained', async () => {
    const { entry, browser } = await started();
    const signIn = createSignIn({ lab: entry }, () => undefined, createIssuerKeys());
    const begun = await signIn.begin({ issuer: 'lab', nonce: request.nonce, redirectUri: callback, freshSeconds: 0 });
    expect(new URL(begun.url).searchParams.get('prompt')).toBe('login');
    const { url: cameBack } = await signInAs(browser, await browser.get(begun.url), 'ada');
    expect(cameBack.searchParams.get('state')).toBe(begun.state);
    const signedIn = await begun.finish(cameBack);
    expect(signedIn).toMatchObject({ by: { subject: 'ada' }, groups: ['payments-oncall'] });
    const { idToken } = signedIn;
    expect(await signIn.verify({ issuer: 'lab', idToken, nonce: request.nonce })).toEqual(signedIn);
    await expect(signIn.verify({ issuer: 'lab', idToken, nonce: 'other' })).rejects.toMatchObject({
      name: 'SignInRefused',
    });
    await expect(signIn.verify({ issuer: 'nobody', idToken, nonce: '' })).rejects.toThrow(
      'no identity provider "nobody"',
    );
  });
});

describe('the way back to a terminal', () => {
  it('takes nothing but an answer of an issuer, to its own address', async () => {
    const redirect = await openLoopbackRedirect(30);
    onTestFinished(redirect.close);
    const { origin, pathname, port } = new URL(redirect.redirectUri);
    for (const address of [`${origin}/`, `${origin}${pathname}`, `http://localhost:${port}${pathname}?code=c`])
      expect((await fetch(address)).status).toBe(404);
    expect((await fetch(`${redirect.redirectUri}?code=c`, { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${redirect.redirectUri}?code=c`)).status).toBe(200);
    expect((await redirect.arrived).search).toBe('?code=c');
  });

  it('is given up after its time', async () => {
    const redirect = await openLoopbackRedirect(0.05);
    onTestFinished(redirect.close);
    await expect(redirect.arrived).rejects.toThrow('Nobody signed in within 0.05 s');
  });
});
