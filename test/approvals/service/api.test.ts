import type { ActionHash } from '#core/ids/action-hash';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newDecisionBody } from '#approvals/decision-body';
import { nonceOf } from '#approvals/decision-nonce';
import { requestNonceOf } from '#approvals/service/request-nonce';
import type { DecisionBody } from '#core/actions/decision';
import { HOST, openService, tokenFor } from './doubles.ts';
import { GRACE, NOW, recordOf } from './example-action.ts';

describe('the interface of the command line', () => {
  const record = recordOf();
  const hash = record.actionHash;
  let service: ReturnType<typeof openService>;
  beforeEach(() => {
    service = openService();
    service.doubles.records.set(hash, record);
  });
  afterEach(() => service.app.close());

  const bodyOf = (changes: Partial<DecisionBody> = {}): DecisionBody => ({
    ...newDecisionBody(
      {
        actionHash: hash,
        previewHash: record.previewHash ?? '',
        incident: record.document?.incident?.id,
        answer: 'approve',
        reason: '',
        channel: 'cli',
        breakGlass: false,
      },
      NOW,
    ),
    ...changes,
  });
  const post = async (url: string, payload: unknown, headers: Readonly<Record<string, string>> = {}) => {
    const answer = await service.app.inject({
      method: 'POST',
      url,
      headers: { host: HOST, 'content-type': 'application/json', ...headers },
      payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    });
    return { status: answer.statusCode, json: answer.json<Record<string, unknown>>() };
  };
  const decide = (body: DecisionBody, idToken = tokenFor(nonceOf(body))) => post('/v1/decisions', { body, idToken });

  test('a decision whose ID token is bound to it is signed, sent and answered', async () => {
    const body = bodyOf();
    expect(await decide(body)).toEqual({
      status: 200,
      json: { outcome: 'done', message: 'Your approval has arrived, and no other is needed.' },
    });
    expect(service.doubles.signed[0]).toMatchObject({ ...body, by: GRACE, idToken: tokenFor(nonceOf(body)) });
    // Sent again, the executor is asked under the same id.
    await decide(body);
    expect(new Set(service.doubles.sent.map(({ updateId }) => updateId)).size).toBe(1);
  });

  test('an ID token of another decision decides nothing, and is on record', async () => {
    const answer = await decide(bodyOf({ answer: 'reject', reason: 'no' }), tokenFor(nonceOf(bodyOf())));
    expect([answer.status, answer.json['error']]).toEqual([403, 'sign_in_refused']);
    expect(service.doubles.signed).toEqual([]);
    expect(service.doubles.audited.at(-1)).toMatchObject({ what: 'decision', outcome: 'refused', channel: 'cli' });
  });

  test.each([
    ['a channel of others', { channel: 'page' }],
    ['no reason for a rejection', { answer: 'reject', reason: ' ' }],
    ['hidden characters', { reason: 'fine\u202e' }],
    ['an answer that nobody knows', { answer: 'yes' }],
    ['a key too many', { by: 'me' }],
  ])('a body with %s is refused', async (_what, changes) => {
    const body = { ...bodyOf(), ...changes } as DecisionBody;
    expect((await decide(body)).status).toBe(422);
  });

  test('another preview than the present one, or a secret in the reason, is not decided about', async () => {
    expect((await decide(bodyOf({ previewHash: 'e'.repeat(64) }))).json['error']).toBe('changed');
    expect((await decide(bodyOf({ reason: 'the password is hunter2' }))).json['error']).toBe('secret');
    expect(service.doubles.sent).toEqual([]);
  });

  test('an unknown action, one that has ended, and one without a worker are told apart', async () => {
    const unknown = await decide(bodyOf({ actionHash: 'f'.repeat(64) as ActionHash }));
    expect([unknown.status, unknown.json['error']]).toEqual([404, 'not_found']);
    service.doubles.records.set(hash, { ...record, state: 'verified', ended: true });
    const late = await decide(bodyOf());
    expect([late.status, late.json['error'], late.json['message']]).toEqual([
      409,
      'late',
      'This action does not wait for a decision any more (verified).',
    ]);
    expect(service.doubles.audited.at(-1)).toMatchObject({ outcome: 'late', by: GRACE });
    service.doubles.workers = 'none';
    expect((await decide(bodyOf())).json['error']).toBe('worker_unanswered');
    service.doubles.temporal = 'down';
    expect((await decide(bodyOf())).json['error']).toBe('temporal_unavailable');
  });

  test('pages of other sites, other types, duplicate keys and large bodies are refused', async () => {
    const body = bodyOf();
    const good = { body, idToken: tokenFor(nonceOf(body)) };
    const statusOf = async (payload: unknown, headers = {}) => (await post('/v1/decisions', payload, headers)).status;
    expect(await statusOf(good, { origin: 'http://evil.example' })).toBe(403);
    expect(await statusOf(good, { 'content-type': 'text/plain' })).toBe(415);
    expect(await statusOf('{"body":1,"body":2}')).toBe(400);
    expect(await statusOf('x'.repeat(65 * 1024))).toBe(413);
    expect(service.doubles.sent).toEqual([]);
  });

  test('undoing and withdrawing take a token of their own purpose', async () => {
    const request = { reason: 'worse', nonce: 'n'.repeat(24) };
    const nonce = requestNonceOf({ what: 'undo', actionHash: hash, answer: 'undo', ...request });
    const url = `/v1/actions/${hash}/undo`;
    const undo = { answer: 'undo', ...request };
    expect((await post(url, { ...undo, idToken: tokenFor(nonceOf(bodyOf())) })).status).toBe(403);
    expect((await post(url, { ...undo, idToken: tokenFor(nonce) })).status).toBe(200);
    expect((await post(`/v1/actions/${hash}/withdraw`, { ...request, idToken: tokenFor(nonce) })).status).toBe(403);
    const withdraw = requestNonceOf({ what: 'withdraw', actionHash: hash, ...request });
    expect((await post(`/v1/actions/${hash}/withdraw`, { ...request, idToken: tokenFor(withdraw) })).status).toBe(200);
    const by = { name: 'Grace', channel: 'cli', verified: true };
    expect(service.doubles.undone).toEqual([{ answer: 'undo', reason: 'worse', by }]);
    expect(service.doubles.withdrawn).toEqual([{ reason: 'worse', by }]);
  });

  test('health tells whether Temporal answers', async () => {
    const ready = async () => (await service.app.inject({ url: '/readyz', headers: { host: HOST } })).statusCode;
    expect(await ready()).toBe(200);
    service.doubles.temporal = 'down';
    expect(await ready()).toBe(503);
  });
});
