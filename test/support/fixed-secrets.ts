import type { Secrets } from '#configuration/resolve-secrets';

/** What every secret of a world's settings is; a scripted server refuses anything else. */
export const SECRET_OF_THE_TESTS = 'secret-of-the-tests-0123456789abcdef';

/** Whatever a configuration refers to is this text. */
export function fixedSecrets(text: string): Secrets {
  return { of: () => ({ read: () => text, readAgain: () => false }), addSecret: () => {} };
}
