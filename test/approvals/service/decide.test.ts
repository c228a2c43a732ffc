import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { nonceOf } from '#approvals/decision-nonce';
import { formOf, openBrowser, openService } from './doubles.ts';
import { GRACE, NOW, recordOf } from './example-action.ts';

describe('deciding on the page', () => {
  let service: ReturnType<typeof openService>;
  let browser: ReturnType<typeof openBrowser>;
  let hash: string;
  beforeEach(() => {
    service = openService();
    browser = openBrowser(service.app);
    hash = add(recordOf());
  });
  afterEach(() => service.app.close());

  function add(record: ReturnType<typeof recordOf>): string {
    service.doubles.records.set(record.actionHash, record);
    return record.actionHash;
  }
  const inStaging = (changes: Parameters<typeof recordOf>[0] = {}) =>
    add(
      recordOf({
        ...changes,
        document: { environment: 'staging' },
        verdict: {
          kind: 'approvals',
          policySha256: 'b'.repeat(64),
          rules: [],
          needs: { parts: [{ count: 1, groups: ['payments-owners'] }], signIn: false },
        },
      }),
    );

  test('an approval goes to the identity provider bound to what is decided, comes back signed, and is sent', async () => {
    const { doubles } = service;
    doubles.now = NOW;
    const asked = await browser.send(hash, 'approve', { reason: 'looks right, not hunter2' });
    expect([asked.statusCode, doubles.sent.length]).toEqual([303, 0]);
    doubles.now = new Date(NOW.getTime() + 60_000);
    const back = await browser.comeBack(asked.headers.location);
    expect(back.statusCode).toBe(303);
    const [claims] = doubles.signed;
    expect(claims).toMatchObject({
      actionHash: hash,
      answer: 'approve',
      reason: 'looks right, not ***',
      channel: 'page',
      breakGlass: false,
      by: GRACE,
      groups: ['payments-owners'],
      idToken: expect.stringContaining('nonce') as string,
    });
    expect(doubles.begun[0]?.nonce).toBe(claims && nonceOf(claims));
    expect(doubles.begun[0]?.redirectUri).toBe('http://127.0.0.1:8490/sign-in/callback');
    const page = await browser.get(String(back.headers.location));
    expect(page.body).toContain('Your approval has arrived, and no other is needed.');
    expect(doubles.audited.map(({ what, outcome }) => `${what} ${outcome}`)).toEqual([
      'sign_in accepted',
      'decision signed',
      'decision accepted',
    ]);
  });

  test('a rejection and doing it by hand need a reason, and keep what was typed', async () => {
    for (const form of ['reject', 'by_hand']) {
      const answer = await browser.send(hash, form, { reason: '  ' });
      expect(answer.statusCode).toBe(422);
      expect(answer.body).toContain('Say why: the reason is recorded and shown.');
    }
    const asked = await browser.send(hash, 'reject', { reason: 'too risky' });
    await browser.comeBack(asked.headers.location);
    expect(service.doubles.signed[0]).toMatchObject({ answer: 'reject', reason: 'too risky' });
  });

  test('a destructive action takes the exact name of its target to approve, and a fresh sign-in', async () => {
    const destructive = inStaging({ preview: { risk: 'destructive' } });
    const wrong = await browser.send(destructive, 'approve', { target: 'Payments' });
    expect([wrong.statusCode, wrong.body.includes('exactly so')]).toEqual([422, true]);
    const right = await browser.send(destructive, 'approve', { target: 'payments' });
    expect([right.statusCode, service.doubles.begun[0]?.freshSeconds]).toEqual([303, 300]);
    const rejected = await browser.send(destructive, 'reject', { reason: 'no' });
    expect(rejected.statusCode).toBe(303);
  });

  test('what the executor does not count is told with its reason', async () => {
    service.doubles.verdict = { kind: 'refused', reason: 'Grace started this run' };
    const asked = await browser.send(hash, 'approve');
    const back = await browser.comeBack(asked.headers.location);
    const page = await browser.get(String(back.headers.location));
    expect(page.body).toContain('The executor does not count this decision: Grace started this run');
    expect(service.doubles.audited.at(-1)).toMatchObject({ outcome: 'refused', by: GRACE });
    // In another browser the address shows the page alone.
    const other = await openBrowser(service.app).get(String(back.headers.location));
    expect(other.body).not.toContain('does not count this decision');
  });

  test('a command is signed and shown to this browser alone, and nothing is sent', async () => {
    const asked = await browser.send(hash, 'approve', { mode: 'command' });
    const back = await browser.comeBack(asked.headers.location);
    const page = await browser.get(String(back.headers.location));
    expect(page.body).toContain(`temporal workflow signal -w action/${hash} --namespace default --name decide --input`);
    expect(service.doubles.sent).toEqual([]);
    expect(service.doubles.audited.at(-1)).toMatchObject({ what: 'decision', outcome: 'issued' });
    expect((await openBrowser(service.app).get(String(back.headers.location))).statusCode).toBe(404);
  });

  test('without a sign-in for each decision one session serves, for 30 idle minutes', async () => {
    const { doubles } = service;
    const staging = inStaging();
    const asked = await browser.send(staging, 'reject', { reason: 'one' });
    await browser.comeBack(asked.headers.location);
    expect(doubles.signed[0]?.idToken).toBeUndefined();
    const again = await browser.send(staging, 'reject', { reason: 'two' });
    expect(String(again.headers.location)).toMatch(/^\/actions\/[0-9a-f]{64}\?result=/);
    expect(doubles.begun).toHaveLength(1);
    doubles.now = new Date(NOW.getTime() + 31 * 60_000);
    const late = await browser.send(staging, 'reject', { reason: 'three' });
    expect(String(late.headers.location)).toContain('/authorize');
  });

  test('a double click sends the same update, and a new one when something has come of the first', async () => {
    const { doubles } = service;
    const staging = inStaging();
    const asked = await browser.send(staging, 'approve');
    await browser.comeBack(asked.headers.location);
    const page = await browser.get(`/actions/${staging}`);
    const { action, fields } = formOf(page.body, 'approve');
    await Promise.all([browser.post(action, fields), browser.post(action, fields)]);
    expect(new Set(doubles.sent.map(({ updateId }) => updateId)).size).toBe(1);
    const record = doubles.records.get(staging);
    if (record) doubles.records.set(staging, { ...record, refusedCount: 1, refused: ['wrong group'] });
    await browser.send(staging, 'approve');
    expect(new Set(doubles.sent.map(({ updateId }) => updateId)).size).toBe(2);
  });

  test('a decision under five seconds is counted and on record', async () => {
    const { doubles, app } = service;
    const asked = await browser.send(hash, 'approve');
    await browser.comeBack(asked.headers.location);
    expect(doubles.audited.find(({ outcome }) => outcome === 'signed')).toMatchObject({
      quick: true,
      shownMilliseconds: 0,
    });
    expect((await app.inject({ url: '/metrics', headers: { host: '127.0.0.1' } })).body).toContain(
      'holdfast_quick_decisions_total{answer="approve"} 1',
    );
    // The page loads itself again: that is the same look.
    doubles.now = new Date(NOW.getTime() + 6000);
    const slow = await browser.send(hash, 'reject', { reason: 'no' });
    await browser.comeBack(slow.headers.location);
    expect(doubles.audited.filter(({ outcome }) => outcome === 'signed').at(-1)).toMatchObject({ quick: false });
  });

  test('what changed since the page was shown is not decided about', async () => {
    const page = await browser.get(`/actions/${hash}`);
    const { action, fields } = formOf(page.body, 'approve');
    const answer = await browser.post(action, { ...fields, preview: 'e'.repeat(64) });
    expect([answer.statusCode, answer.body.includes('is not what the page showed')]).toEqual([409, true]);
    expect(service.doubles.begun).toEqual([]);
  });

  test('a decision about an action that has ended is late, on record and told', async () => {
    const page = await browser.get(`/actions/${hash}`);
    const { action, fields } = formOf(page.body, 'approve');
    service.doubles.records.set(hash, { ...recordOf(), state: 'expired', ended: true });
    const answer = await browser.post(action, fields);
    expect([answer.statusCode, answer.body.includes('a decision comes too late')]).toEqual([409, true]);
    expect(service.doubles.audited.at(-1)).toMatchObject({ what: 'decision', outcome: 'late' });
  });

  test('it can end while somebody signs in: late then too, and nothing is signed', async () => {
    const asked = await browser.send(hash, 'approve');
    service.doubles.records.set(hash, { ...recordOf(), state: 'rejected', ended: true });
    const back = await browser.comeBack(asked.headers.location);
    expect((await browser.get(String(back.headers.location))).body).toContain('This action has ended (rejected)');
    expect(service.doubles.signed).toEqual([]);
  });

  test('with Temporal or the identity provider away nothing is done, and the next step is told', async () => {
    const { doubles } = service;
    const asked = await browser.send(hash, 'approve');
    doubles.temporal = 'down';
    const back = await browser.comeBack(asked.headers.location);
    expect([back.statusCode, back.body.includes('Only the sign-in is lost')]).toEqual([503, true]);
    doubles.temporal = 'up';
    const page = await browser.get(`/actions/${hash}`);
    doubles.provider = 'down';
    const { action, fields } = formOf(page.body, 'approve');
    const answer = await browser.post(action, fields);
    expect([answer.statusCode, answer.body.includes('The identity provider does not answer')]).toEqual([503, true]);
    expect(doubles.sent).toEqual([]);
  });

  test('without a place for the record nothing is sent', async () => {
    const asked = await browser.send(hash, 'approve');
    service.doubles.audit = 'full';
    const back = await browser.comeBack(asked.headers.location);
    expect([back.statusCode, service.doubles.sent.length]).toEqual([500, 0]);
  });

  test('break-glass takes a reason and a fresh sign-in, where policy knows it', async () => {
    const without = await browser.send(hash, 'break-glass');
    expect(without.statusCode).toBe(422);
    const asked = await browser.send(hash, 'break-glass', { reason: 'everything is down' });
    expect(service.doubles.begun[0]?.freshSeconds).toBe(300);
    await browser.comeBack(asked.headers.location);
    expect(service.doubles.signed[0]).toMatchObject({ breakGlass: true, answer: 'approve' });
  });

  test('withdrawing and undoing are done under the name of who signed in', async () => {
    const { doubles } = service;
    const asked = await browser.send(hash, 'withdraw', { reason: 'not needed' });
    await browser.comeBack(asked.headers.location);
    const by = { name: 'Grace', channel: 'page', verified: true };
    expect(doubles.withdrawn).toEqual([{ reason: 'not needed', by }]);
    doubles.records.set(hash, recordOf({ state: 'not_verified', asksUndo: true, undoBy: '2026-03-01T04:05:00.000Z' }));
    await browser.send(hash, 'keep', { reason: 'good enough' });
    await browser.send(hash, 'undo', { reason: 'worse' });
    expect(doubles.undone).toEqual([
      { answer: 'keep', reason: 'good enough', by },
      { answer: 'undo', reason: 'worse', by },
    ]);
  });

  test('who has looked says what became of a write that nobody could tell', async () => {
    const { doubles } = service;
    add(recordOf({ state: 'unknown', asksOutcome: 'do' }));
    expect((await browser.send(hash, 'executed')).statusCode).toBe(422);
    const asked = await browser.send(hash, 'not_executed', { reason: 'still at v1.8.3' });
    const back = await browser.comeBack(asked.headers.location);
    expect((await browser.get(String(back.headers.location))).body).toContain('What you found is on record');
    const by = { name: 'Grace', channel: 'page', verified: true };
    expect(doubles.resolved).toEqual([{ answer: 'not_executed', reason: 'still at v1.8.3', by }]);
    expect(doubles.audited.map(({ what, outcome }) => `${what} ${outcome}`).slice(-2)).toEqual([
      'outcome signed',
      'outcome accepted',
    ]);
  });

  test('what was approved is undone by people whom policy named for it, and by no others', async () => {
    const { doubles } = service;
    const needs = { parts: [{ count: 1, groups: ['sre'] }], signIn: true };
    const verdict = { kind: 'approvals', policySha256: 'b'.repeat(64), rules: [], needs } as const;
    add(recordOf({ state: 'verified', undoBy: '2026-03-01T04:05:00.000Z', verdict }));
    const asked = await browser.send(hash, 'undo', { reason: 'worse' });
    const back = await browser.comeBack(asked.headers.location);
    const page = await browser.get(String(back.headers.location));
    expect(page.body).toContain(
      'This is for people of sre; your identity provider says that you are of payments-owners.',
    );
    expect(doubles.undone).toEqual([]);
    expect(doubles.audited.at(-1)).toMatchObject({ what: 'undo', outcome: 'refused' });
  });
});
