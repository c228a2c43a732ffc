import { onTestFinished } from 'vitest';
import {
  startDevelopmentIssuer,
  type DevelopmentIssuer,
  type DevelopmentIssuerOptions,
} from '#lab/identity-provider/start-development-issuer';

export const people = [
  { subject: 'ada', name: 'Ada Lovelace', groups: ['payments-oncall'] },
  { subject: 'grace', name: 'Grace Hopper', groups: ['incident-commanders'] },
  { subject: 'linus', name: 'Linus <b>', groups: [] },
];
/** Where the page's sign-in comes back to; the command line's stands without a port. */
export const callback = 'http://127.0.0.1:8490/signed-in';

export async function runningIssuer(changed: Partial<DevelopmentIssuerOptions> = {}): Promise<DevelopmentIssuer> {
  const issuer = await startDevelopmentIssuer({
    port: 0,
    people,
    clients: [{ clientId: 'holdfast', redirectUris: [callback, 'http://127.0.0.1/signed-in'] }],
    log: { info: () => undefined, warn: () => undefined },
    ...changed,
  });
  onTestFinished(() => issuer.close());
  return issuer;
}
