import { z } from 'zod';

const Marks = z.object({
  sub: z.string().catch(''),
  azp: z.string().optional().catch(undefined),
  client_id: z.string().optional().catch(undefined),
  preferred_username: z.string().catch(''),
  email: z.string().catch(''),
  gty: z.string().catch(''),
  idtyp: z.string().catch(''),
});

/**
 * By what identity providers say of programs that sign in for themselves: those decide nothing. A provider that gives
 * programs tokens like people's cannot be seen through: its groups have to leave them out.
 * @param claims of an ID token
 * @returns how it was seen; undefined of a person
 */
export function serviceAccountMark(claims: Readonly<Record<string, unknown>>): string | undefined {
  const { sub, azp, client_id: clientId, preferred_username: userName, email, gty, idtyp } = Marks.parse(claims);
  if (sub === azp || sub === clientId) return 'its subject is a client (RFC 9068)';
  if (userName.startsWith('service-account-')) return `"${userName}" is a service account (Keycloak)`;
  if (idtyp === 'app') return 'it is the token of an application (Microsoft Entra ID)';
  if (gty === 'client-credentials' || sub.endsWith('@clients')) return 'it is the token of a client (Auth0)';
  if (/\.gserviceaccount\.com$/.test(email)) return `"${email}" is a service account (Google)`;
  return undefined;
}
