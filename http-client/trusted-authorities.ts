import { readFileSync } from 'node:fs';
import * as tls from 'node:tls';

/**
 * The certificates to trust beside a target's own. Node takes a `ca` instead of what it trusts anyway, so a target with
 * an authority of its own would otherwise reject all others, the company's in NODE_EXTRA_CA_CERTS too.
 */
export function trustedAuthorities(): readonly string[] {
  // From Node 22.15 on, it says itself what it trusts.
  const { getCACertificates } = tls as { getCACertificates?: (type: 'default') => readonly string[] };
  return getCACertificates?.('default') ?? [...tls.rootCertificates, ...extraAuthorities()];
}

/** Node reads the same file at its start, warns where it cannot, and goes on: so does this. */
function extraAuthorities(): readonly string[] {
  const file = process.env['NODE_EXTRA_CA_CERTS'];
  if (!file) return [];
  try {
    return [readFileSync(file, 'utf8')];
  } catch {
    return [];
  }
}
