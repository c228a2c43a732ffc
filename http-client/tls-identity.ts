import { X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { ClientCertificateAuthentication } from './authentication/authentication.ts';
import { HttpFailure } from './http-failure.ts';
import type { Secret } from './secret.ts';
import { trustedAuthorities } from './trusted-authorities.ts';

/** Where the parts of a TLS connection come from; each may change while the process runs. */
export interface TlsSources {
  /** PEM. Trusted beside what Node trusts. */
  readonly authorities?: Secret | string;
  readonly clientCertificate?: Omit<ClientCertificateAuthentication, 'kind'>;
}

/** The parts as they are now, PEM. */
export interface TlsIdentity {
  readonly authorities?: string;
  readonly certificate?: string;
  readonly key?: string;
  readonly passphrase?: string;
}

export async function readTlsIdentity(sources: TlsSources): Promise<TlsIdentity> {
  const { authorities, clientCertificate } = sources;
  return {
    authorities: typeof authorities === 'string' ? authorities : await authorities?.read(),
    certificate: await clientCertificate?.certificate.read(),
    key: await clientCertificate?.key.read(),
    passphrase: await clientCertificate?.passphrase?.read(),
  };
}

export function isSameIdentity(one: TlsIdentity, other: TlsIdentity): boolean {
  return (
    one.authorities === other.authorities &&
    one.certificate === other.certificate &&
    one.key === other.key &&
    one.passphrase === other.passphrase
  );
}

/**
 * Made once for many connections: reading the trusted certificates takes some 30 ms. Undefined where Node's own is meant.
 * @throws HttpFailure that says which part is of no use
 */
export function secureContextOf(identity: TlsIdentity): SecureContext | undefined {
  const { authorities, certificate, key, passphrase } = identity;
  if (authorities === undefined && certificate === undefined) return undefined;
  try {
    // A list of authorities without any certificate would be taken in silence.
    if (authorities !== undefined) new X509Certificate(authorities);
    return createSecureContext({
      ca: authorities === undefined ? undefined : [...trustedAuthorities(), authorities],
      cert: certificate,
      key,
      passphrase,
    });
  } catch (error) {
    // OpenSSL's code alone: it names what is wrong and nothing of the key.
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no PEM';
    const which =
      certificate === undefined ? 'its own certificate authority' : 'its client certificate, key or authority';
    throw new HttpFailure(
      { kind: 'no_credentials', reason: `${which} cannot be used (${code}); check the files`, retryable: false },
      error,
    );
  }
}
