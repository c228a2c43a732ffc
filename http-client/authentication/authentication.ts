import type { Secret } from '../secret.ts';

/** How a target knows who asks. */
export type Authentication =
  | { readonly kind: 'none' }
  | { readonly kind: 'bearer'; readonly token: Secret }
  | BasicAuthentication
  | ApiKeyAuthentication
  | ClientCertificateAuthentication
  | ClientCredentialsAuthentication;

export interface BasicAuthentication {
  readonly kind: 'basic';
  /** Without a colon (RFC 7617). */
  readonly user: string;
  readonly password: Secret;
}

export interface ApiKeyAuthentication {
  readonly kind: 'api_key';
  /** `X-Api-Key` */
  readonly header: string;
  readonly key: Secret;
}

/** PEM. The certificate goes first, then the authorities between it and one that the target trusts. */
export interface ClientCertificateAuthentication {
  readonly kind: 'client_certificate';
  readonly certificate: Secret;
  readonly key: Secret;
  readonly passphrase?: Secret;
}

/** OAuth 2.0 client credentials (RFC 6749, 4.4). */
export interface ClientCredentialsAuthentication {
  readonly kind: 'oauth_client_credentials';
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly scope?: string;
  readonly audience?: string;
}

/** What to check where a target refuses a request: `the bearer token`. */
export function describeAuthentication(authentication: Authentication): string | undefined {
  switch (authentication.kind) {
    case 'none':
      return undefined;
    case 'bearer':
      return 'the bearer token';
    case 'basic':
      return `the password of the user ${JSON.stringify(authentication.user)}`;
    case 'api_key':
      return `the key in the header ${authentication.header}`;
    case 'client_certificate':
      return 'the client certificate';
    case 'oauth_client_credentials':
      return `the OAuth client ${JSON.stringify(authentication.clientId)}`;
    default:
      return authentication satisfies never;
  }
}
