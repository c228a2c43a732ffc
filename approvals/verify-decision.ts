import { compactVerify, decodeProtectedHeader, importJWK } from 'jose';
import type { JWK } from 'jose';
import { z } from 'zod';
import type { Approvals } from '#configuration/approvals';
import { canonicalJson } from '#core/json/canonical-json';
import type { DecisionClaims, SignedDecision, VerifiedDecision } from '#core/actions/decision';
import type { PublicSigningKey } from '#records/signing-keys';
import { maximumDecisionBytes, maximumDecisionSeconds, ParsedDecisionClaims } from '#core/actions/decision-claims';
import { nonceOf } from './decision-nonce.ts';
import { issuerOf, type EnvironmentIssuer } from './environment-issuer.ts';
import { keysFor } from './keys-for.ts';
import { decisionKeyUse, decisionType } from './sign-decision.ts';
import type { TokenPerson } from './token-person.ts';
import { verifyIdToken, type TokenKeys } from './verify-id-token.ts';
import type { ActionHash } from '#core/ids/action-hash';

/** From the moment an ID token is issued to the decision that is signed with it: the way back through a browser. */
const maximumTokenToDecisionSeconds = 5 * 60;

/** What a decision has to be about, and when. */
export interface DecisionCircumstances {
  readonly actionHash: ActionHash;
  readonly previewHash: string;
  /** Of the action; absent where it has none. */
  readonly incident?: string;
  readonly environment: string;
  /** RFC 3339: when it came. The lifetime of its ID token is judged by this. */
  readonly receivedAt: string;
  /** The decision's own expiry is judged by this: the moment of arrival, and again the moment of the write. */
  readonly now: Date;
  /** It is looked at for an undo, possibly long after it was verified: keys count that its issuer has replaced since. */
  readonly isForUndo?: boolean;
}

type ServiceKeys = (kid: string) => Promise<PublicSigningKey | undefined> | PublicSigningKey | undefined;

export interface DecisionVerifierDependencies {
  /** Of the approvals service, by id, retired ones too. */
  readonly keys: ServiceKeys;
  readonly approvals: Pick<Approvals, 'issuers' | 'environments'>;
  readonly tokenKeys: TokenKeys;
  /** With those that the issuer has replaced since. Default: the same. */
  readonly replacedTokenKeys?: TokenKeys;
  /** Durable when it resolves: with it the decision verifies offline, years later. */
  keepKey(jwk: JWK, issuer: EnvironmentIssuer['issuer']): Promise<void>;
  /** How far clocks may be apart. Default 30. */
  readonly clockToleranceSeconds?: number;
}

export interface DecisionVerifier {
  /**
   * Whether a decision counts: when it arrives, and once more at the write, with the `receivedAt` of its arrival.
   * @returns the person, their groups and the time of their sign-in by the ID token, where there is one
   * @throws Error where it cannot be found out: the issuer's keys are not to be had, a used one cannot be kept
   */
  verify(decision: SignedDecision, circumstances: DecisionCircumstances): Promise<VerifiedDecision>;
}

export function createDecisionVerifier(dependencies: DecisionVerifierDependencies): DecisionVerifier {
  return {
    verify: async (decision, circumstances) => {
      const pinned = issuerOf(dependencies.approvals, circumstances.environment);
      if (pinned.kind === 'none') return { kind: 'refused', reason: pinned.reason };
      const { tokenKeys, replacedTokenKeys = tokenKeys } = dependencies;
      return judge(decision.jws, circumstances, pinned, {
        ...dependencies,
        tokenKeys: circumstances.isForUndo ? replacedTokenKeys : tokenKeys,
      });
    },
  };
}

/**
 * The same judgement from files alone, for an audit: as it was when the decision arrived.
 * @param pin the identity provider that the environment had
 * @param tokenKeys the issuer's keys that were kept
 */
export function verifyStored(
  jws: string,
  circumstances: Omit<DecisionCircumstances, 'environment' | 'now'>,
  pin: EnvironmentIssuer,
  keys: ServiceKeys,
  tokenKeys: readonly JWK[],
): Promise<VerifiedDecision> {
  return judge(jws, { ...circumstances, now: new Date(circumstances.receivedAt) }, pin, {
    keys,
    tokenKeys: (_issuer, header) => keysFor(tokenKeys, header),
    keepKey: () => Promise.resolve(),
  });
}

async function judge(
  jws: string,
  circumstances: Omit<DecisionCircumstances, 'environment'>,
  pinned: EnvironmentIssuer,
  dependencies: Omit<DecisionVerifierDependencies, 'approvals'>,
): Promise<VerifiedDecision> {
  const tolerance = dependencies.clockToleranceSeconds ?? 30;
  const opened = await open(jws, dependencies.keys);
  if (opened.kind === 'refused') return opened;
  const { claims } = opened;

  const wrong = wrongSubject(claims, circumstances) ?? wrongTime(claims, opened.key, circumstances, tolerance);
  if (wrong !== undefined) return refuse(wrong);
  if (claims.by.issuer !== pinned.issuer.issuer)
    return refuse(
      `it is of a person of ${claims.by.issuer}; in this environment people of ${pinned.issuer.issuer} decide`,
    );

  const { idToken, ...stated } = claims;
  if (idToken === undefined) {
    if (pinned.signIn)
      return refuse('it has no ID token; in this environment each decision needs a sign-in of its own');
    return { kind: 'verified', claims: stated, jws, signedIn: false };
  }
  // Also where none is needed: a token that is there and wrong is somebody's attempt.
  const token = await verifyIdToken(
    idToken,
    nonceOf(claims),
    pinned.issuer,
    dependencies.tokenKeys,
    new Date(circumstances.receivedAt),
    tolerance,
  );
  if (token.kind === 'refused') return token;
  const unlike = unlikeToken(claims, token, tolerance);
  if (unlike !== undefined) return refuse(unlike);
  await dependencies.keepKey(token.jwk, pinned.issuer);
  return { kind: 'verified', claims: { ...stated, ...token.person }, jws, signedIn: true };
}

/**
 * Why a decision says something else than its ID token. When it arrived is the word of whoever can start workflows; that
 * wins an old token nothing, because here it is held against the decision's own times, and its nonce covers the expiry.
 */
function unlikeToken(
  claims: DecisionClaims,
  { person, issuedAt }: { readonly person: TokenPerson; readonly issuedAt: number },
  toleranceSeconds: number,
): string | undefined {
  const decidedAt = Date.parse(claims.decidedAt) / 1000;
  if (issuedAt > decidedAt + toleranceSeconds) return 'it was made before its ID token was issued';
  if (decidedAt - issuedAt > maximumTokenToDecisionSeconds + toleranceSeconds)
    return 'it was made more than five minutes after its ID token was issued; sign in again';
  if (person.by.subject !== claims.by.subject || person.by.issuer !== claims.by.issuer)
    return 'it names another person than its ID token';
  if (person.authTime !== claims.authTime) return 'it tells another time of signing in than its ID token';
  const invented = claims.groups.filter((group) => !person.groups.includes(group));
  if (invented.length > 0) return `it claims groups that its ID token does not: ${invented.slice(0, 3).join(', ')}`;
  return undefined;
}

const Header = z.strictObject({
  alg: z.literal('EdDSA'),
  kid: z.string().regex(/^[0-9a-f]{16}$/),
  typ: z.literal(decisionType),
});

type Opened =
  | { readonly kind: 'opened'; readonly claims: DecisionClaims; readonly key: PublicSigningKey }
  | { readonly kind: 'refused'; readonly reason: string };

/** Signature and shape. Each decision has one encoding only: what counts decisions may compare their text. */
async function open(jws: string, keys: ServiceKeys): Promise<Opened> {
  if (typeof jws !== 'string' || jws.length > maximumDecisionBytes)
    return refuse(`it is larger than ${maximumDecisionBytes} bytes`);
  const parts = jws.split('.');
  if (parts.length !== 3 || !parts.every((part) => Buffer.from(part, 'base64url').toString('base64url') === part))
    return refuse('it is not a compact JWS');
  const header = Header.safeParse(headerOf(jws));
  if (!header.success)
    return refuse(`its header is not that of a decision (EdDSA, the id of a key, ${decisionType}) or has more in it`);
  const key = await keys(header.data.kid);
  if (key?.use !== decisionKeyUse || key.kid !== header.data.kid)
    return refuse(`it is signed with ${header.data.kid}, which is no key of the approvals service`);

  let payload: Uint8Array;
  try {
    const { kty, crv, x } = key;
    payload = (await compactVerify(jws, await importJWK({ kty, crv, x }, 'EdDSA'), { algorithms: ['EdDSA'] })).payload;
  } catch {
    // Why a signature does not fit is of no use to anybody but a forger.
    return refuse(`its signature is not that of the key ${key.kid}`);
  }
  const claims = ParsedDecisionClaims.safeParse(json(payload));
  if (!claims.success) {
    const issue = claims.error.issues[0];
    return refuse(`its ${issue?.path.join('.') || 'content'} ${issue?.message ?? 'is wrong'}`);
  }
  if (canonicalJson(claims.data) !== Buffer.from(payload).toString('utf8'))
    return refuse('its content is not canonical JSON');
  return { kind: 'opened', claims: claims.data, key };
}

/** Why it is about something else. */
function wrongSubject(
  claims: DecisionClaims,
  { actionHash, previewHash, incident }: Pick<DecisionCircumstances, 'actionHash' | 'previewHash' | 'incident'>,
): string | undefined {
  if (claims.actionHash !== actionHash) return `it is about another action, ${claims.actionHash}`;
  if (claims.previewHash !== previewHash) return 'it was made on another preview than the one that stands';
  if (claims.incident !== incident) return `it is about another incident, ${claims.incident ?? 'none'}`;
  return undefined;
}

/** Why it does not hold at this time. The expiry gets no tolerance: a decision that may be over is over. */
function wrongTime(
  claims: DecisionClaims,
  key: PublicSigningKey,
  circumstances: Pick<DecisionCircumstances, 'receivedAt' | 'now'>,
  toleranceSeconds: number,
): string | undefined {
  const now = circumstances.now.getTime();
  const receivedAt = Date.parse(circumstances.receivedAt);
  const decidedAt = Date.parse(claims.decidedAt);
  const expiresAt = Date.parse(claims.expiresAt);
  const tolerance = toleranceSeconds * 1000;
  if (Number.isNaN(now) || Number.isNaN(receivedAt)) return 'it is not known when it arrived';
  if (decidedAt > now + tolerance) return `it was decided at ${claims.decidedAt}, which is yet to come`;
  if (receivedAt > now + tolerance) return `it arrived at ${circumstances.receivedAt}, which is yet to come`;
  if (decidedAt > receivedAt + tolerance) return 'it arrived before it was decided';
  if (claims.authTime * 1000 > decidedAt + tolerance) return 'it was decided before its person signed in';
  if (expiresAt <= now) return `it was good until ${claims.expiresAt}; decide again`;
  if (expiresAt <= decidedAt || expiresAt > decidedAt + maximumDecisionSeconds * 1000)
    return `it is to hold longer than ${maximumDecisionSeconds / 60} minutes after it was made`;
  // Whoever got hold of a retired key can date back, but only as far as a decision lives.
  if (key.retiredAt !== undefined && decidedAt > Date.parse(key.retiredAt))
    return `the key ${key.kid} was retired at ${key.retiredAt}, before it was made`;
  return undefined;
}

function headerOf(jws: string): unknown {
  try {
    return decodeProtectedHeader(jws);
  } catch {
    // Not a header: what parses it says so.
    return undefined;
  }
}

function json(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    // Not JSON: what parses it says so.
    return undefined;
  }
}

function refuse(reason: string): { readonly kind: 'refused'; readonly reason: string } {
  return { kind: 'refused', reason };
}
