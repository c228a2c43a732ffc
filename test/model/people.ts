import type { ActionHash } from '#core/ids/action-hash';
import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { nonceOf } from '#approvals/decision-nonce';
import { keysFor } from '#approvals/keys-for';
import { signDecision } from '#approvals/sign-decision';
import type { TokenKeys } from '#approvals/verify-id-token';
import type { DecisionAnswer, DecisionBody, DecisionClaims, SignedDecision } from '#core/actions/decision';
import { type SigningKey, temporarySigningKey } from '#records/signing-keys';

export interface Colleague {
  readonly subject: string;
  readonly name: string;
  readonly groups: readonly string[];
}

/** Whoever decides here. Ada and Grace also start runs. */
export const colleagues: readonly Colleague[] = [
  { subject: 'ada', name: 'Ada', groups: ['payments-oncall'] },
  { subject: 'bob', name: 'Bob', groups: ['payments-oncall'] },
  { subject: 'carol', name: 'Carol', groups: ['incident-commanders'] },
  { subject: 'dan', name: 'Dan', groups: ['payments-oncall', 'ledger-oncall', 'incident-commanders'] },
  { subject: 'eve', name: 'Eve', groups: ['ledger-oncall', 'emergency'] },
  { subject: 'mallory', name: 'Mallory', groups: ['everybody'] },
];

/** What is wrong with a decision. */
export const flaws = [
  'none',
  'no token',
  'stale login',
  'unsigned',
  'forged key',
  'retired key',
  'token of another person',
  'token for another decision',
  'token of another issuer',
  'token signed by a stranger',
  'token expired',
  'another preview',
  'another action',
  'another incident',
  'from the future',
  'more groups than the token',
  'holds too long',
] as const;
export type Flaw = (typeof flaws)[number];

/** Good as far as it goes: what it lacks, some requirements ask for. */
export const soundFlaws: ReadonlySet<Flaw> = new Set(['none', 'no token', 'stale login']);

export const decisionMilliseconds = 15 * 60_000;
/** How long an ID token lives. */
export const tokenMilliseconds = 5 * 60_000;

async function issuerKey(kid: string) {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
  const jwk: JWK = { ...(await exportJWK(publicKey)), kid, alg: 'EdDSA', use: 'sig' };
  return { privateKey, jwk };
}

export const companyIssuer = 'https://id.example';
const otherIssuer = 'https://other.example';
const [company, other, stranger] = await Promise.all([issuerKey('one'), issuerKey('two'), issuerKey('one')]);
export const issuerKeysInMemory: TokenKeys = ({ issuer }, header) =>
  keysFor(issuer === companyIssuer ? [company.jwk] : [other.jwk], header);

/** A key that no approvals service ever had. */
const forgersKey = temporarySigningKey('approvals');

export interface Meant {
  readonly person: Colleague;
  readonly flaw: Flaw;
  readonly answer: DecisionAnswer;
  readonly breakGlass: boolean;
  readonly actionHash: string;
  readonly previewHash: string;
  readonly incident?: string;
}

/** The decision of a person as the approvals service signs it, or as somebody forges it. @param now milliseconds */
export async function decide(
  { person, flaw, answer, breakGlass, actionHash, previewHash, incident }: Meant,
  keys: { readonly current: SigningKey; readonly retired?: SigningKey },
  now: number,
): Promise<{ readonly decision: SignedDecision; readonly claims: DecisionClaims }> {
  const at = (milliseconds: number) => new Date(now + milliseconds).toISOString();
  const otherHash = [...actionHash].reverse().join('');
  const body: DecisionBody = {
    actionHash: (flaw === 'another action' ? otherHash : actionHash) as ActionHash,
    previewHash: flaw === 'another preview' ? otherHash : previewHash,
    incident: flaw === 'another incident' ? 'incident/another' : incident,
    answer,
    breakGlass,
    reason: 'as seen on the page',
    channel: 'page',
    nonce: randomBytes(24).toString('base64url'),
    expiresAt: at(flaw === 'holds too long' ? 24 * 3_600_000 : decisionMilliseconds),
  };
  const decidedMilliseconds = flaw === 'from the future' ? 10 * 60_000 : 0;
  const loginMilliseconds = flaw === 'stale login' ? -20 * 60_000 : -10_000;
  const claims: DecisionClaims = {
    ...body,
    by: { issuer: companyIssuer, subject: person.subject, name: person.name },
    groups:
      flaw === 'more groups than the token'
        ? [...person.groups, 'payments-oncall', 'ledger-oncall', 'incident-commanders', 'emergency']
        : person.groups,
    authTime: Math.floor((now + loginMilliseconds) / 1000),
    decidedAt: at(decidedMilliseconds),
  };
  const idToken = flaw === 'no token' ? undefined : await idTokenOf(claims, flaw, now);
  const key = flaw === 'forged key' ? forgersKey : flaw === 'retired key' ? (keys.retired ?? forgersKey) : keys.current;
  const signed = await signDecision({ ...claims, ...(idToken === undefined ? {} : { idToken }) }, key);
  if (flaw !== 'unsigned') return { decision: signed, claims };
  const [, payload] = signed.jws.split('.');
  const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'holdfast-decision+jwt' })).toString('base64url');
  return { decision: { jws: `${header}.${payload}.` }, claims };
}

function idTokenOf(claims: DecisionClaims, flaw: Flaw, now: number): Promise<string> {
  const seconds = Math.floor(now / 1000);
  const someoneElse = flaw === 'token of another person';
  const theirs = claims.by.subject === 'mallory' ? { sub: 'bob', name: 'Bob' } : { sub: 'mallory', name: 'Mallory' };
  const isOther = flaw === 'token of another issuer';
  const { privateKey, jwk } = isOther ? other : flaw === 'token signed by a stranger' ? stranger : company;
  const own = colleagues.find(({ subject }) => subject === claims.by.subject)?.groups ?? [];
  const payload = {
    iss: isOther ? otherIssuer : companyIssuer,
    aud: 'holdfast',
    ...(someoneElse ? theirs : { sub: claims.by.subject, name: claims.by.name }),
    groups: someoneElse ? ['everybody'] : own,
    auth_time: claims.authTime,
    iat: seconds - (flaw === 'token expired' ? 3_600 : 5),
    exp: seconds + (flaw === 'token expired' ? -3_000 : tokenMilliseconds / 1000),
    nonce: nonceOf(flaw === 'token for another decision' ? { ...claims, nonce: 'n'.repeat(32) } : claims),
  };
  return new SignJWT(payload).setProtectedHeader({ alg: 'EdDSA', kid: jwk.kid ?? '', typ: 'JWT' }).sign(privateKey);
}
