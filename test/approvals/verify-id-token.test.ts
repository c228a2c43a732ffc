import type { ActionHash } from '#core/ids/action-hash';
import { SignJWT, type JWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { signDecision } from '#approvals/sign-decision';
import { verifyStored } from '#approvals/verify-decision';
import type { DecisionClaims } from '#core/actions/decision';
import {
  at,
  circumstances,
  idTokenFor,
  issuer,
  issuerKey,
  judged,
  providerKey,
  reasonOf,
  serviceKey,
  signedIn,
  stated,
  verifierOf,
} from './made-decision.ts';

const encoded = (header: object) => Buffer.from(JSON.stringify(header)).toString('base64url');
const seconds = (after: number) => Math.floor(at(after).getTime() / 1000);

describe('a decision with a sign-in of its own', () => {
  it('takes the person, their groups and the time from the ID token', async () => {
    const token = { email: 'ada@example.org' };
    expect(await judged(await signedIn({ by: { ...stated.by, name: 'The owner' } }, token))).toMatchObject({
      kind: 'verified',
      signedIn: true,
      claims: {
        by: { issuer: issuer.issuer, subject: 'ada', name: 'Ada Lovelace', names: ['ada@example.org'] },
        groups: ['everybody', 'payments-oncall'],
        authTime: stated.authTime,
      },
    });
  });

  it('is refused without one where the environment asks for it', async () => {
    expect(reasonOf(await judged(await signDecision(stated, serviceKey)))).toContain('needs a sign-in of its own');
  });

  it('is asked for in an environment of the kind production, and not by another environment', async () => {
    const decision = await signDecision(stated, serviceKey);
    expect((await judged(decision, { environment: 'staging' })).kind).toBe('verified');
  });

  it.each([
    ['issuer', { iss: 'https://other.example' }, 'not for us'],
    ['client', { aud: 'another-client' }, 'not for us'],
    ['client among several, without saying which', { aud: ['holdfast', 'other'] }, 'another client'],
    ['party', { aud: ['holdfast', 'other'], azp: 'other' }, 'another client'],
    ['person', { sub: 'grace' }, 'another person'],
    ['decision', { nonce: 'a'.repeat(64) }, 'another decision'],
    ['time of signing in', { auth_time: seconds(-19) }, 'another time of signing in'],
  ])('is refused with the token of another %s', async (_what, changed, reason) => {
    expect(reasonOf(await judged(await signedIn({}, changed)))).toContain(reason);
  });

  it.each([
    ['a client', { azp: 'ada' }],
    ['Keycloak', { preferred_username: 'service-account-deployer' }],
    ['Microsoft Entra ID', { idtyp: 'app' }],
    ['Auth0', { gty: 'client-credentials' }],
    ['Google', { email: 'deployer@project.iam.gserviceaccount.com' }],
  ])('is refused with the token of a service account, as by %s', async (_whose, changed) => {
    expect(reasonOf(await judged(await signedIn({}, changed)))).toMatch(/not a person's|another client/);
  });

  it.each(['sub', 'nonce', 'auth_time', 'exp', 'iat', 'aud', 'iss'])(
    'is refused with a token without %s',
    async (claim) => {
      expect((await judged(await signedIn({}, { [claim]: undefined }))).kind).toBe('refused');
    },
  );

  it('is refused with a token without groups, with what to do', async () => {
    expect(reasonOf(await judged(await signedIn({}, { groups: undefined })))).toContain('groupsClaim');
  });

  it.each([
    ['answer', { answer: 'reject', reason: 'no' }],
    ['action', { actionHash: 'c'.repeat(64) as ActionHash }],
    ['preview', { previewHash: 'c'.repeat(64) }],
    ['incident', { incident: 'incident/main/ffffffffffffffff-1a2b3c4d' }],
    ['reason', { reason: 'because' }],
    ['channel', { channel: 'cli' }],
    ['expiry', { expiresAt: at(16 * 60).toISOString() }],
    ['nonce', { nonce: 'x'.repeat(24) }],
    ['break-glass', { breakGlass: true, reason: '' }],
  ] satisfies [string, Partial<DecisionClaims>][])(
    'is refused when the token was issued for another %s, even signed by the approvals service',
    async (_what, changed) => {
      const idToken = await idTokenFor({ ...stated, ...changed });
      const decision = await signDecision({ ...stated, idToken }, serviceKey);
      expect(reasonOf(await judged(decision))).toContain('issued for another decision');
    },
  );

  it('is refused where the approvals service adds a group to those of the token', async () => {
    const decision = await signedIn({ groups: ['payments-oncall', 'incident-commanders'] });
    expect(reasonOf(await judged(decision))).toBe('it claims groups that its ID token does not: incident-commanders');
  });

  it('judges the life of the token when it arrived, not at the write', async () => {
    const decision = await signedIn({}, { exp: seconds(10) });
    expect((await judged(decision, { now: at(600) })).kind).toBe('verified');
    const late = { receivedAt: at(60).toISOString(), now: at(60) };
    expect(reasonOf(await judged(decision, late))).toContain('had expired when it arrived');
  });

  it('is refused with a token that is old, or from the future, by whatever it is said to have arrived', async () => {
    expect(reasonOf(await judged(await signedIn({ authTime: seconds(-900) }, { iat: seconds(-400) })))).toContain(
      'more than five minutes after',
    );
    expect(reasonOf(await judged(await signedIn({}, { iat: seconds(120) })))).toContain('arrived before it was issued');
    const beforeItsSignIn = await signedIn({ authTime: seconds(20) }, { iat: seconds(-20) });
    expect(reasonOf(await judged(beforeItsSignIn))).toContain('a sign-in that is yet to come');
    const later = { receivedAt: at(130).toISOString(), now: at(130) };
    const issuedLater = await signedIn({}, { iat: seconds(120), exp: seconds(180) });
    expect(reasonOf(await judged(issuedLater, later))).toContain('made before its ID token was issued');
  });

  it('is refused in an environment without the need for one when the one it has is wrong', async () => {
    const decision = await signedIn({}, { sub: 'grace' });
    expect((await judged(decision, { environment: 'staging' })).kind).toBe('refused');
  });
});

describe('the signature of an ID token', () => {
  it.each(['RS256', 'PS256', 'ES256', 'EdDSA'])('may be %s', async (alg) => {
    const key = await issuerKey('k', alg);
    const decision = await signDecision({ ...stated, idToken: await idTokenFor(stated, {}, key) }, serviceKey);
    const verdict = await verifierOf({ providerKeys: [key.jwk] }).verify(decision, circumstances);
    expect(verdict.kind).toBe('verified');
  });

  it('is refused from a key that is not the issuer’s, and from another under its id', async () => {
    const stranger = await issuerKey('two');
    const imposter = await issuerKey('one');
    for (const [key, reason] of [
      [stranger, 'does not have'],
      [imposter, 'is not signed by'],
    ] as const) {
      const decision = await signDecision({ ...stated, idToken: await idTokenFor(stated, {}, key) }, serviceKey);
      expect(reasonOf(await judged(decision))).toContain(reason);
    }
  });

  it('is found among several keys where the token names none', async () => {
    const first = await issuerKey('first');
    const idToken = await idTokenFor(stated, {}, providerKey, { kid: undefined });
    const decision = await signDecision({ ...stated, idToken }, serviceKey);
    const verifier = verifierOf({ providerKeys: [first.jwk, providerKey.jwk] });
    expect((await verifier.verify(decision, circumstances)).kind).toBe('verified');
    const late = { ...circumstances, receivedAt: at(120).toISOString(), now: at(120) };
    const otherOrder = verifierOf({ providerKeys: [providerKey.jwk, first.jwk] });
    expect(reasonOf(await otherOrder.verify(decision, late))).toContain('had expired when it arrived');
  });

  it('is refused without an algorithm, by HMAC with the public key, and of another kind of token', async () => {
    const good = await idTokenFor(stated);
    const none = `${encoded({ alg: 'none', typ: 'JWT' })}.${good.split('.')[1]}.`;
    const payload = JSON.parse(Buffer.from(good.split('.')[1] ?? '', 'base64url').toString()) as Record<
      string,
      unknown
    >;
    const hmac = await new SignJWT(payload)
      .setProtectedHeader({ alg: 'HS256', kid: 'one' })
      .sign(Buffer.from(JSON.stringify(providerKey.jwk)));
    const accessToken = await idTokenFor(stated, {}, providerKey, { typ: 'at+jwt' });
    for (const [idToken, reason] of [
      [none, '"none"'],
      [hmac, '"HS256"'],
      [accessToken, 'another kind of token'],
      ['not a token', 'cannot be read'],
      ...[{ alg: 7 }, { alg: 'RS256', kid: 7 }, { alg: 'RS256', typ: 7 }].map(
        (header) => [good.replace(/^[^.]*/, encoded(header)), 'cannot be read'] as const,
      ),
    ] as const) {
      const decision = await signDecision({ ...stated, idToken }, serviceKey);
      expect(reasonOf(await judged(decision))).toContain(reason);
    }
  });

  it('fails, rather than refuses, when the issuer cannot be asked or its key not be kept', async () => {
    const decision = await signedIn();
    const fails = (words: string) => () => Promise.reject(new Error(words));
    const unreachable = verifierOf({ tokenKeys: fails('The issuer does not answer.') });
    await expect(unreachable.verify(decision, circumstances)).rejects.toThrow('The issuer does not answer.');
    const full = verifierOf({ keepKey: fails('The disk is full.') });
    await expect(full.verify(decision, circumstances)).rejects.toThrow('The disk is full.');
  });
});

describe('years later', () => {
  it('a decision verifies from the keys that were kept, as of its arrival', async () => {
    const kept: JWK[] = [];
    const decision = await signedIn();
    const keepKey = (jwk: JWK) => {
      kept.push(jwk);
      return Promise.resolve();
    };
    const verdict = await verifierOf({ keepKey }).verify(decision, circumstances);
    expect(kept).toEqual([providerKey.jwk]);
    const pin = { issuer, signIn: true };
    const keys = () => ({ ...serviceKey.publicKey, retiredAt: at(3600).toISOString() });
    expect(await verifyStored(decision.jws, circumstances, pin, keys, kept)).toEqual(verdict);
    const without = await verifyStored(decision.jws, circumstances, pin, keys, []);
    expect(reasonOf(without)).toContain('does not have');
    const other = { ...circumstances, actionHash: 'c'.repeat(64) as ActionHash };
    expect(reasonOf(await verifyStored(decision.jws, other, pin, keys, kept))).toContain('another action');
  });
});
