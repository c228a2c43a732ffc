import { mkdtemp, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { demoBrowser } from '#lab/identity-provider/demo-browser';
import { signInAs } from '#lab/identity-provider/sign-in-as';
import { callback, people, runningIssuer } from './running-issuer.ts';

const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';

function authorizationUrl(issuer: string, changed: Readonly<Record<string, string>> = {}): URL {
  const url = new URL('/authorize', issuer);
  const query = {
    response_type: 'code',
    client_id: 'holdfast',
    redirect_uri: callback,
    scope: 'openid',
    state: 's',
    nonce: 'n',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...changed,
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}

const browser = () => demoBrowser((url) => url.href.startsWith('http://127.0.0.1:8490/'));

async function exchange(issuer: string, form: Readonly<Record<string, string>>) {
  const response = await fetch(new URL('/token', issuer), {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: 'holdfast',
      redirect_uri: callback,
      code_verifier: verifier,
      ...form,
    }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function codeFor(issuer: string): Promise<string> {
  const someone = browser();
  const { url } = await signInAs(someone, await someone.get(authorizationUrl(issuer)), 'ada');
  return url.searchParams.get('code') ?? '';
}

describe('the development issuer', () => {
  it('shows everybody as a button, with names as text, and no script', async () => {
    const { issuer } = await runningIssuer();
    const response = await fetch(authorizationUrl(issuer));
    const page = await response.text();
    for (const { subject } of people) expect(page).toContain(`value="${subject}"`);
    expect(page).toContain('Linus &lt;b&gt;');
    expect(page).not.toContain('<script');
    expect(response.headers.get('content-security-policy')).toContain("form-action 'self' http://127.0.0.1:8490");
  });

  it('binds this machine alone', async () => {
    await expect(runningIssuer({ host: '0.0.0.0' })).rejects.toThrow('does not bind 0.0.0.0');
    const { issuer } = await runningIssuer();
    await expect(runningIssuer({ port: Number(new URL(issuer).port) })).rejects.toThrow('the port is taken');
  });

  it('answers under its own address only, so that no page elsewhere reaches it by a name', async () => {
    const { issuer } = await runningIssuer();
    const status = await new Promise((resolve, reject) => {
      httpRequest(`${issuer}/keys`, { headers: { host: 'evil.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(421);
  });

  it.each([
    ['a client', { client_id: 'other' }],
    ['an address', { redirect_uri: 'http://127.0.0.1:8490/elsewhere' }],
    ['an address off this machine', { redirect_uri: 'http://evil.example/signed-in' }],
    ['an address with credentials in it', { redirect_uri: 'http://127.0.0.1:8490@evil.example/signed-in' }],
    ['a loopback address with a query', { redirect_uri: 'http://127.0.0.1:5000/signed-in?a=b' }],
  ])('sends nobody to %s that it does not know', async (_what, changed) => {
    const { issuer } = await runningIssuer();
    const page = await demoBrowser().get(authorizationUrl(issuer, changed));
    expect(page.status).toBe(400);
    expect(page.url.origin).toBe(issuer);
  });

  it.each([
    ['unsupported_response_type', { response_type: 'token' }],
    ['invalid_scope', { scope: 'profile' }],
    ['invalid_request', { code_challenge_method: 'plain' }],
    ['invalid_request', { max_age: 'soon' }],
    ['login_required', { prompt: 'none' }],
  ])('tells the client %s', async (error, changed) => {
    const { issuer } = await runningIssuer();
    const { url } = await browser().get(authorizationUrl(issuer, changed));
    expect(Object.fromEntries(url.searchParams)).toMatchObject({ error, state: 's', iss: issuer });
  });

  it('gives a token for a code once, to the client that it was for, with the proof that it asked', async () => {
    const { issuer } = await runningIssuer();
    const code = await codeFor(issuer);
    expect(await exchange(issuer, { code })).toMatchObject({ status: 200, body: { token_type: 'Bearer' } });
    const wrong: readonly Readonly<Record<string, string>>[] = [
      { code },
      { code: 'guess' },
      { code: await codeFor(issuer), client_id: 'other' },
      { code: await codeFor(issuer), redirect_uri: 'http://127.0.0.1/signed-in' },
      { code: await codeFor(issuer), code_verifier: verifier.replace('d', 'e') },
    ];
    for (const form of wrong)
      expect(await exchange(issuer, form)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it('takes a form once, for somebody on its list', async () => {
    const { issuer } = await runningIssuer();
    const someone = browser();
    const page = await someone.get(authorizationUrl(issuer));
    await expect(signInAs(someone, page, 'nobody')).rejects.toThrow('no person with the subject "nobody"');
    await signInAs(someone, page, 'ada');
    expect((await signInAs(someone, page, 'ada')).body).toContain('This sign-in is over');
    const large = { interaction: 'x'.repeat(20_000), person: 'ada' };
    expect((await someone.post(`${issuer}/sign-in`, large)).status).toBe(400);
  });

  it('keeps its key over a restart where it has a folder', async () => {
    const keyFolder = await mkdtemp(join(tmpdir(), 'holdfast-issuer-'));
    onTestFinished(() => rm(keyFolder, { recursive: true, force: true }));
    const keysOf = async (issuer: string) => (await fetch(`${issuer}/keys`)).json();
    const first = await runningIssuer({ keyFolder });
    const keys = await keysOf(first.issuer);
    await first.close();
    const second = await runningIssuer({ keyFolder });
    expect(await keysOf(second.issuer)).toEqual(keys);
    expect(await keysOf((await runningIssuer()).issuer)).not.toEqual(keys);
  });
});
