import { decodeJwt } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DevelopmentIssuer, startDevelopmentIssuer } from '#lab/identity-provider/start-development-issuer';
import { signInHere } from '#cli/action/sign-in-here';

let issuer: DevelopmentIssuer;
beforeEach(async () => {
  issuer = await startDevelopmentIssuer({
    port: 0,
    people: [{ subject: 'grace', name: 'Grace', groups: ['payments-owners'] }],
    clients: [{ clientId: 'holdfast', redirectUris: ['http://127.0.0.1/signed-in'] }],
    log: { info: () => undefined, warn: () => undefined },
  });
});
afterEach(() => issuer.close());

const known = () => ({
  issuer: issuer.issuer,
  clientId: 'holdfast',
  groupsClaim: 'groups',
  development: true,
  isConfidential: false,
});

/** A person who opens the address and chooses who they are. */
async function signIn(url: string, change: (callback: URL) => void = () => undefined): Promise<number> {
  const page = await (await fetch(url)).text();
  const interaction = /name="interaction" value="([^"]*)"/.exec(page)?.[1] ?? '';
  const answer = await fetch(`${issuer.issuer}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ interaction, person: 'grace' }),
  });
  const callback = new URL(answer.headers.get('location') ?? '');
  change(callback);
  return (await fetch(callback)).status;
}

/** Signs in at the address that is said. */
async function during(act: (url: string) => void, signal = new AbortController().signal): Promise<string> {
  const say = (line: string) => {
    if (line.startsWith('  http')) act(line.trim());
  };
  return signInHere(known(), 'n'.repeat(64), undefined, say, signal);
}

test('the browser comes back to this machine with an ID token for what was asked', async () => {
  const statuses: Promise<number>[] = [];
  const idToken = await during((url) => statuses.push(signIn(url)));
  expect(decodeJwt(idToken)).toMatchObject({ sub: 'grace', nonce: 'n'.repeat(64), groups: ['payments-owners'] });
  expect(await Promise.all(statuses)).toEqual([200]);
});

test('an answer with the state of another sign-in is refused', async () => {
  const other = (callback: URL) => callback.searchParams.set('state', 'of-another');
  await expect(during((url) => void signIn(url, other))).rejects.toThrow('failed');
});

test('it can be given up, and a provider that wants a secret is left to the page', async () => {
  const controller = new AbortController();
  await expect(during(() => controller.abort(new Error('given up')), controller.signal)).rejects.toThrow('given up');
  const confidential = { ...known(), isConfidential: true };
  await expect(signInHere(confidential, 'n', undefined, () => undefined, new AbortController().signal)).rejects.toThrow(
    'Decide on the action',
  );
});
