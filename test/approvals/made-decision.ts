import type { ActionHash } from '#core/ids/action-hash';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { nonceOf } from '#approvals/decision-nonce';
import { decisionKeyUse, signDecision } from '#approvals/sign-decision';
import {
  createDecisionVerifier,
  type DecisionCircumstances,
  type DecisionVerifierDependencies,
} from '#approvals/verify-decision';
import { keysFor } from '#approvals/keys-for';
import type { Approvals } from '#configuration/approvals';
import type { DecisionClaims, SignedDecision, VerifiedDecision } from '#core/actions/decision';
import { temporarySigningKey, type PublicSigningKey, type SigningKey } from '#records/signing-keys';

export const issuer = {
  issuer: 'https://id.example',
  clientId: 'holdfast',
  groupsClaim: 'groups',
  development: false,
};
const approvals: Pick<Approvals, 'issuers' | 'environments'> = {
  issuers: {
    company: issuer,
    other: { ...issuer, issuer: 'https://other.example' },
  },
  environments: {
    production: { kind: 'production', issuer: 'company' },
    staging: { kind: 'staging', issuer: 'company' },
    unpinned: { kind: 'staging' },
  },
};

const decidedAt = '2026-01-02T03:00:00.000Z';
const decidedSeconds = Date.parse(decidedAt) / 1000;
export const circumstances: DecisionCircumstances = {
  actionHash: 'a'.repeat(64) as ActionHash,
  previewHash: 'b'.repeat(64),
  incident: 'incident/main/0123456789abcdef-1a2b3c4d',
  environment: 'production',
  receivedAt: '2026-01-02T03:00:02.000Z',
  now: new Date('2026-01-02T03:00:02.000Z'),
};

export function at(seconds: number): Date {
  return new Date(Date.parse(decidedAt) + seconds * 1000);
}

/** What Ada decides: approve, without an ID token. */
export const stated: DecisionClaims = {
  actionHash: circumstances.actionHash,
  previewHash: circumstances.previewHash,
  incident: 'incident/main/0123456789abcdef-1a2b3c4d',
  answer: 'approve',
  reason: '',
  channel: 'page',
  breakGlass: false,
  nonce: 'abcdefghijklmnopqrstuvwx',
  expiresAt: '2026-01-02T03:15:00.000Z',
  by: { issuer: issuer.issuer, subject: 'ada', name: 'Ada' },
  groups: ['payments-oncall'],
  authTime: decidedSeconds - 20,
  decidedAt,
};

export const serviceKey = temporarySigningKey(decisionKeyUse);

interface IssuerKey {
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

export async function issuerKey(kid: string, alg = 'RS256'): Promise<IssuerKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

export const providerKey = await issuerKey('one');

/** What an ID token for these claims says; undefined takes a claim out. */
export async function idTokenFor(
  claims: DecisionClaims,
  changed: Readonly<Record<string, unknown>> = {},
  key: IssuerKey = providerKey,
  header: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const payload = {
    iss: issuer.issuer,
    aud: issuer.clientId,
    sub: claims.by.subject,
    name: 'Ada Lovelace',
    groups: ['everybody', 'payments-oncall'],
    auth_time: claims.authTime,
    iat: decidedSeconds - 5,
    exp: decidedSeconds + 60,
    nonce: nonceOf(claims),
    ...changed,
  };
  return new SignJWT(payload)
    .setProtectedHeader({ alg: key.jwk.alg ?? 'RS256', kid: key.jwk.kid ?? '', typ: 'JWT', ...header })
    .sign(key.privateKey);
}

/** Ada's decision with what is changed in it, and a token made for the changed one. */
export async function signedIn(
  changed: Partial<DecisionClaims> = {},
  token: Readonly<Record<string, unknown>> = {},
  key: SigningKey = serviceKey,
): Promise<SignedDecision> {
  const claims = { ...stated, ...changed };
  return signDecision({ ...claims, idToken: await idTokenFor(claims, token) }, key);
}

export function verifierOf({
  serviceKeys = [serviceKey.publicKey],
  providerKeys = [providerKey.jwk],
  ...changed
}: Partial<Pick<DecisionVerifierDependencies, 'tokenKeys' | 'keepKey'>> & {
  readonly serviceKeys?: readonly PublicSigningKey[];
  readonly providerKeys?: readonly JWK[];
} = {}) {
  return createDecisionVerifier({
    keys: (kid) => serviceKeys.find((key) => key.kid === kid),
    approvals,
    tokenKeys: (_issuer, header) => keysFor(providerKeys, header),
    keepKey: () => Promise.resolve(),
    ...changed,
  });
}

export async function judged(
  decision: SignedDecision,
  changed: Partial<DecisionCircumstances> = {},
): Promise<VerifiedDecision> {
  return verifierOf().verify(decision, { ...circumstances, ...changed });
}

/** The words of a refusal; of a verified one what it is instead, so that a comparison fails readably. */
export function reasonOf(verdict: VerifiedDecision): string {
  return verdict.kind === 'refused' ? verdict.reason : `verified, by ${verdict.claims.by.name}`;
}
