import type { Authentication } from '#http-client/authentication/authentication';
import type { HttpTarget } from '#http-client/http-target';
import type { Secrets } from './resolve-secrets.ts';
import type { HttpTargetSettings } from '#settings/http-target';
import type { SecretReference } from '#settings/secret';

/** A target as configured, with its secrets, and with each secret that is found out while running given to the masker. */
export function openHttpTarget(settings: HttpTargetSettings, secrets: Secrets): HttpTarget {
  const { url, auth, headers = {}, tls } = settings;
  const opened = Object.entries(headers).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : secrets.of(value),
  ]);
  return {
    url,
    authentication: authenticationOf(auth ?? {}, (reference) => secrets.of(reference)),
    headers: Object.fromEntries(opened),
    ca: tls && secrets.of(tls.ca),
    onSecret: (source, value) => secrets.addSecret(source, value),
  };
}

function authenticationOf(
  { bearer, basic, apiKey, clientCertificate, oauthClientCredentials }: NonNullable<HttpTargetSettings['auth']>,
  open: (reference: SecretReference) => ReturnType<Secrets['of']>,
): Authentication {
  if (bearer) return { kind: 'bearer', token: open(bearer) };
  if (basic) return { kind: 'basic', user: basic.user, password: open(basic.password) };
  if (apiKey) return { kind: 'api_key', header: apiKey.header, key: open(apiKey.key) };
  if (clientCertificate) {
    const { certificate, key, passphrase } = clientCertificate;
    return {
      kind: 'client_certificate',
      certificate: open(certificate),
      key: open(key),
      passphrase: passphrase && open(passphrase),
    };
  }
  if (oauthClientCredentials) {
    const { clientSecret, ...rest } = oauthClientCredentials;
    return { kind: 'oauth_client_credentials', ...rest, clientSecret: open(clientSecret) };
  }
  return { kind: 'none' };
}
