import { openLoopbackRedirect } from '#approvals/loopback-redirect';
import { beginSignIn, finishSignIn, identityProvider } from '#approvals/sign-in';
import type { ApprovalsIssuer } from './approvals-client.ts';

const withinSeconds = 10 * 60;

/**
 * Signs a person in with a browser, which redirects to a free port of this machine.
 * @param say is called with the address to open; no browser is started
 * @returns the ID token
 * @throws Error where the provider or the person refuses, it takes too long, or the signal aborts
 */
export async function signInHere(
  { isConfidential, ...issuer }: ApprovalsIssuer,
  nonce: string,
  freshSeconds: number | undefined,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<string> {
  if (isConfidential)
    throw new Error(
      `The identity provider ${issuer.issuer} requires this client's secret, which the command line does not have. Decide on the action's page.`,
    );
  const redirect = await openLoopbackRedirect(withinSeconds);
  let stop: () => void = () => undefined;
  const stopped = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
  });
  stopped.catch(() => undefined);
  try {
    const provider = identityProvider(issuer);
    const { url, pending } = await beginSignIn(provider, {
      nonce,
      redirectUri: redirect.redirectUri,
      again: freshSeconds === 0,
      ...(freshSeconds !== undefined && { maxAgeSeconds: freshSeconds }),
    });
    say('Open this address in a browser and sign in:');
    say(`  ${url}`);
    const callback = await Promise.race([redirect.arrived, stopped]);
    const { idToken, by } = await finishSignIn(provider, pending, callback);
    say(`Signed in as ${by.name}.`);
    return idToken;
  } finally {
    signal.removeEventListener('abort', stop);
    await redirect.close();
  }
}
