import type { MaskingPattern } from './masking-pattern.ts';
import { authorization } from './patterns/authorization.ts';
import { awsKeys } from './patterns/aws-keys.ts';
import { cardNumbers } from './patterns/card-numbers.ts';
import { eMailAddresses } from './patterns/e-mail-addresses.ts';
import { jsonWebTokens } from './patterns/json-web-tokens.ts';
import { privateKeys } from './patterns/private-keys.ts';
import { secretAssignments } from './patterns/secret-assignments.ts';
import { serviceTokens } from './patterns/service-tokens.ts';
import { urlPasswords } from './patterns/url-passwords.ts';

/** Every family, in alphabetical order; the order has no effect. */
export const maskingPatterns: readonly MaskingPattern[] = [
  authorization,
  awsKeys,
  cardNumbers,
  eMailAddresses,
  jsonWebTokens,
  privateKeys,
  secretAssignments,
  serviceTokens,
  urlPasswords,
];
