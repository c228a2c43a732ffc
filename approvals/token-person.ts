import { z } from 'zod';
import type { Identity } from '#core/actions/decision';
import { serviceAccountMark } from './service-account.ts';
import { plainLine } from '#core/text/plain-text';

const PersonClaims = z.object({
  iss: z.string(),
  sub: z.string().min(1).max(255),
  auth_time: z.number().int().min(0),
  name: z.string().optional().catch(undefined),
  preferred_username: z.string().optional().catch(undefined),
  email: z.string().optional().catch(undefined),
});
const Groups = z.union([
  z.array(z.string().min(1)),
  z
    .string()
    .min(1)
    .transform((group) => [group]),
]);

/** Who somebody is by their ID token. Its signature is the caller's matter. */
export interface TokenPerson {
  readonly by: Identity;
  readonly groups: readonly string[];
  /** Seconds since 1970. */
  readonly authTime: number;
}

/** @returns words for what the token lacks, with what to have the identity provider do */
export function personOfToken(
  claims: Readonly<Record<string, unknown>>,
  groupsClaim: string,
): { readonly kind: 'person'; readonly person: TokenPerson } | { readonly kind: 'lacking'; readonly reason: string } {
  const parsed = PersonClaims.safeParse(claims);
  if (!parsed.success)
    return {
      kind: 'lacking',
      reason: `its ID token has no usable "${parsed.error.issues[0]?.path.join('.')}"; the identity provider has to put it in`,
    };
  const mark = serviceAccountMark(claims);
  if (mark !== undefined) return { kind: 'lacking', reason: `its ID token is not a person's: ${mark}; people decide` };
  const groups = Groups.safeParse(Object.hasOwn(claims, groupsClaim) ? claims[groupsClaim] : undefined);
  if (!groups.success)
    return {
      kind: 'lacking',
      reason:
        `its ID token has no list of groups in "${groupsClaim}"; have the identity provider put them there, ` +
        'or name the right claim as groupsClaim',
    };
  const { iss, sub, auth_time: authTime, name, preferred_username: userName, email } = parsed.data;
  const readable = [name, userName, email].map(readableName).filter((each) => each !== '');
  const names = [...new Set([userName, email].map(readableName))].filter((each) => each !== '');
  const by = { issuer: iss, subject: sub, name: readable[0] ?? sub, ...(names.length > 0 ? { names } : {}) };
  return { kind: 'person', person: { by, groups: [...new Set(groups.data)].sort(), authTime } };
}

/** Tabs, line breaks and marks that turn text around have no place in a name that people rely on. */
function readableName(text = ''): string {
  return plainLine(text, 200);
}
