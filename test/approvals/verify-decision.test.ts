import type { ActionHash } from '#core/ids/action-hash';
import { CompactSign, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { signDecision } from '#approvals/sign-decision';
import { canonicalJson } from '#core/json/canonical-json';
import type { DecisionClaims } from '#core/actions/decision';
import { temporarySigningKey } from '#records/signing-keys';
import { at, circumstances, judged, reasonOf, serviceKey, signedIn, stated, verifierOf } from './made-decision.ts';

const staging = { environment: 'staging' };

/** Signed with the right key, past what `signDecision` refuses to sign. */
async function forged(
  payload: string,
  header: Readonly<Record<string, unknown>> = {},
): Promise<{ readonly jws: string }> {
  const jws = await new CompactSign(Buffer.from(payload))
    .setProtectedHeader({ alg: 'EdDSA', kid: serviceKey.kid, typ: 'holdfast-decision+jwt', ...header })
    .sign(serviceKey.privateKey);
  return { jws };
}

describe('a decision', () => {
  it('counts when the approvals service signed it, where no sign-in is asked for', async () => {
    const decision = await signDecision(stated, serviceKey);
    expect(await judged(decision, staging)).toEqual({
      kind: 'verified',
      claims: stated,
      jws: decision.jws,
      signedIn: false,
    });
  });

  it('counts again at the write, as the same decision of the same person', async () => {
    const decision = await signedIn();
    const arrived = await judged(decision);
    const atTheWrite = await judged(decision, { now: at(14 * 60) });
    expect(arrived.kind).toBe('verified');
    expect(atTheWrite).toEqual(arrived);
  });

  it.each([
    ['another action', { actionHash: 'c'.repeat(64) as ActionHash }, 'another action'],
    ['another preview', { previewHash: 'c'.repeat(64) }, 'another preview'],
    ['another incident', { incident: 'incident/main/ffffffffffffffff-1a2b3c4d' }, 'another incident'],
    ['no incident where the action has one', { incident: undefined }, 'another incident, none'],
    ['a person of another issuer', { by: { ...stated.by, issuer: 'https://other.example' } }, 'of a person of'],
    ['a moment that is yet to come', { decidedAt: at(40).toISOString() }, 'yet to come'],
    ['an expiry in the past', { expiresAt: at(1).toISOString() }, 'it was good until'],
    ['an expiry at this very moment', { expiresAt: at(2).toISOString() }, 'it was good until'],
    ['an expiry an hour away', { expiresAt: at(3600).toISOString() }, 'longer than 30 minutes'],
    ['a sign-in after it', { authTime: Math.floor(at(60).getTime() / 1000) }, 'before its person signed in'],
  ] satisfies [string, Partial<DecisionClaims>, string][])('is refused with %s', async (_what, changed, reason) => {
    const decision = await signDecision({ ...stated, ...changed }, serviceKey);
    expect(reasonOf(await judged(decision, staging))).toContain(reason);
  });

  it.each([
    ['actionHash', 'abc'],
    ['previewHash', 'B'.repeat(64)],
    ['incident', ''],
    ['answer', 'maybe'],
    ['reason', 'x'.repeat(1001)],
    ['channel', 'chat'],
    ['breakGlass', 'no'],
    ['nonce', 'short'],
    ['expiresAt', '2026-01-02T04:00:00+01:00'],
    ['by', { issuer: stated.by.issuer, name: 'Ada' }],
    ['groups', 'payments-oncall'],
    ['authTime', 1.5],
    ['decidedAt', 'now'],
    ['role', 'admin'],
  ])('is refused where its %s is not as it has to be', async (field, value) => {
    const decision = await forged(canonicalJson({ ...stated, [field]: value }));
    expect((await judged(decision, staging)).kind).toBe('refused');
    await expect(signDecision({ ...stated, [field]: value } as DecisionClaims, serviceKey)).rejects.toThrow(
      field === 'role' ? 'role' : field,
    );
  });

  it.each([
    ['a rejection', { answer: 'reject' }],
    ['doing it by hand', { answer: 'by_hand' }],
    ['break-glass', { breakGlass: true }],
  ] satisfies [string, Partial<DecisionClaims>][])('needs a reason for %s', async (_what, changed) => {
    const without = await forged(canonicalJson({ ...stated, ...changed, reason: ' ' }));
    expect(reasonOf(await judged(without, staging))).toContain('its reason is missing');
    const withOne = await signDecision({ ...stated, ...changed, reason: 'the pool is fine' }, serviceKey);
    expect((await judged(withOne, staging)).kind).toBe('verified');
  });

  it('is refused when it arrived, it is said, before it was decided, or has yet to arrive', async () => {
    const decision = await signDecision(stated, serviceKey);
    expect(reasonOf(await judged(decision, { ...staging, receivedAt: at(-60).toISOString() }))).toContain('before it');
    expect(reasonOf(await judged(decision, { ...staging, receivedAt: at(90).toISOString() }))).toContain('yet to come');
    expect(reasonOf(await judged(decision, { ...staging, receivedAt: 'yesterday' }))).toContain('not known when');
  });

  it('is refused where nobody can decide, with what to configure', async () => {
    const decision = await signDecision(stated, serviceKey);
    expect(reasonOf(await judged(decision, { environment: 'unpinned' }))).toContain(
      'name one in approvals.environments.unpinned.issuer',
    );
    expect(reasonOf(await judged(decision, { environment: 'constructor' }))).toContain('nobody can decide');
  });

  it('is refused when its content has another encoding than the one that is signed everywhere', async () => {
    const text = canonicalJson(stated);
    expect((await judged(await forged(text), staging)).kind).toBe('verified');
    expect(reasonOf(await judged(await forged(` ${text}`), staging))).toContain('not canonical');
    const twice = text.replace('{', `{"answer":"reject",`);
    expect(reasonOf(await judged(await forged(twice), staging))).toContain('not canonical');
    expect((await judged(await forged('{"actionHash"'), staging)).kind).toBe('refused');
    expect((await judged(await forged('\ufeff' + text), staging)).kind).toBe('refused');
  });

  it('is refused when it is larger than 32 KiB, before anything else is looked at', async () => {
    const large = await forged(canonicalJson({ ...stated, idToken: 'x'.repeat(40_000) }));
    expect(reasonOf(await judged(large))).toContain('larger than 32768 bytes');
    await expect(signDecision({ ...stated, idToken: 'x'.repeat(40_000) }, serviceKey)).rejects.toThrow('fewer groups');
  });
});

describe('the key of a decision', () => {
  it('is one of the approvals service: not a stranger, nor one of the audit', async () => {
    const stranger = temporarySigningKey('approvals');
    const audit = temporarySigningKey('audit');
    const byStranger = await signDecision(stated, stranger);
    expect(reasonOf(await judged(byStranger, staging))).toContain('no key of the approvals service');
    await expect(signDecision(stated, audit)).rejects.toThrow('is for "audit"');
    const byAudit = await new CompactSign(Buffer.from(canonicalJson(stated)))
      .setProtectedHeader({ alg: 'EdDSA', kid: audit.kid, typ: 'holdfast-decision+jwt' })
      .sign(audit.privateKey);
    const verifier = verifierOf({ serviceKeys: [serviceKey.publicKey, audit.publicKey] });
    const verdict = await verifier.verify({ jws: byAudit }, { ...circumstances, ...staging });
    expect(reasonOf(verdict)).toContain('no key of the approvals service');
  });

  it('is not another one under the id of a known one', async () => {
    const stranger = temporarySigningKey('approvals');
    const decision = await signDecision(stated, { ...stranger, kid: serviceKey.kid });
    expect(reasonOf(await judged(decision, staging))).toContain('its signature is not that of the key');
  });

  it('counts until it was retired, and for nothing that was decided later', async () => {
    const decision = await signDecision(stated, serviceKey);
    const retired = (seconds: number) =>
      verifierOf({ serviceKeys: [{ ...serviceKey.publicKey, retiredAt: at(seconds).toISOString() }] });
    const inStaging = { ...circumstances, ...staging };
    expect((await retired(1).verify(decision, inStaging)).kind).toBe('verified');
    expect(reasonOf(await retired(-1).verify(decision, inStaging))).toContain('was retired at');
  });

  it.each([
    ['none', { alg: 'none' }],
    ['of another type', { typ: 'JWT' }],
    ['without an id', { kid: undefined }],
    ['that brings its own key', { jwk: serviceKey.publicKey }],
    ['with an address to get one from', { jku: 'https://evil.example/keys' }],
  ])('is not taken from a header %s', async (_what, changed) => {
    const good = await forged(canonicalJson(stated));
    const header = { alg: 'EdDSA', kid: serviceKey.kid, typ: 'holdfast-decision+jwt', ...changed };
    const [, payload, signature] = good.jws.split('.');
    const encoded = Buffer.from(JSON.stringify(header)).toString('base64url');
    for (const end of [signature, '']) {
      const verdict = await judged({ jws: `${encoded}.${payload}.${end}` }, staging);
      expect(reasonOf(verdict)).toContain('its header is not that of a decision');
    }
  });

  it('is no secret for HMAC: a decision signed with the public key as one is refused', async () => {
    const secret = Buffer.from(serviceKey.publicKey.x, 'base64url');
    const jws = await new SignJWT({ ...stated })
      .setProtectedHeader({ alg: 'HS256', kid: serviceKey.kid, typ: 'holdfast-decision+jwt' })
      .sign(secret);
    expect(reasonOf(await judged({ jws }, staging))).toContain('its header is not that of a decision');
  });
});
