import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { payload, payloadAlert, toLab } from '../alertmanager-payload.ts';
import { openGateway } from '../doubles.ts';

describe('the answers of a hook', () => {
  let gateway: ReturnType<typeof openGateway>;
  beforeEach(() => {
    gateway = openGateway();
  });
  afterEach(() => gateway.app.close());

  test('a firing alert is stored, handed over and answered 202 with the id of its delivery', async () => {
    const answer = await gateway.app.inject(toLab(payload()));
    expect(answer.statusCode).toBe(202);
    const [deliveryId] = gateway.doubles.delivered;
    expect(answer.json()).toEqual({ status: 'accepted', deliveryId });
    expect(gateway.doubles.audited).toEqual([
      expect.objectContaining({
        route: 'hook',
        integration: 'lab',
        outcome: 'accepted',
        httpStatus: 202,
        deliveryId,
        alerts: 1,
      }),
    ]);
  });

  test('a delivery that is only resolved and finds no incident is answered 202 and recorded', async () => {
    const resolved = payloadAlert(1, { status: 'resolved', endsAt: '2026-03-01T03:04:00Z' });
    const answer = await gateway.app.inject(toLab(payload([resolved])));
    expect([answer.statusCode, answer.json().status]).toEqual([202, 'no_incident']);
    expect(gateway.doubles.audited[0]?.outcome).toBe('no_incident');
  });

  test('an unknown source, an unknown integration and a name of the prototype are 404', async () => {
    for (const url of [
      '/v1/hooks/nagios/lab',
      '/v1/hooks/alertmanager/other',
      '/v1/hooks/alertmanager/__proto__',
      '/v1/hooks/x',
    ])
      expect((await gateway.app.inject({ ...toLab(payload()), url })).statusCode).toBe(404);
  });

  test('another method is 405 and names the one that works', async () => {
    const answer = await gateway.app.inject({ method: 'GET', url: '/v1/hooks/alertmanager/lab' });
    expect([answer.statusCode, answer.headers.allow]).toEqual([405, 'POST']);
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/json; charset=utf-16',
    'application/jsonp',
    '',
  ])('the content type "%s" is 415, before anything is said about the signature', async (type) => {
    const answer = await gateway.app.inject(toLab(payload(), { 'content-type': type, authorization: 'Bearer wrong' }));
    expect(answer.statusCode).toBe(415);
  });

  test('a compressed body is 415', async () => {
    expect((await gateway.app.inject(toLab(payload(), { 'content-encoding': 'gzip' }))).statusCode).toBe(415);
  });

  test('application/json with its charset is taken', async () => {
    const answer = await gateway.app.inject(toLab(payload(), { 'content-type': 'application/json; charset=UTF-8' }));
    expect(answer.statusCode).toBe(202);
  });

  test('one byte more than 8 MiB is 413, exactly 8 MiB is read', async () => {
    const limit = 8 * 1024 * 1024;
    const whole = JSON.stringify(payload()).padEnd(limit, ' ');
    expect((await gateway.app.inject(toLab(`${whole} `))).statusCode).toBe(413);
    expect((await gateway.app.inject(toLab(whole))).statusCode).toBe(202);
  });

  test('a wrong or missing bearer is 401, and nothing is stored', async () => {
    for (const authorization of ['Bearer wrong', 'Bearer ', 'Basic abc', ''])
      expect((await gateway.app.inject(toLab(payload(), { authorization }))).statusCode).toBe(401);
    expect(gateway.doubles.deliveries.size).toBe(0);
  });

  test('refusals of strangers are one record per minute and reason, with their count', async () => {
    for (let number = 0; number < 50; number++) {
      await gateway.app.inject(toLab(payload(), { authorization: 'Bearer wrong' }));
      await gateway.app.inject(toLab(payload(), { 'content-type': 'text/plain' }));
      await gateway.app.inject(toLab(payload(), { 'content-length': String(9 * 1024 * 1024) }));
    }
    const told = () => gateway.doubles.audited.map(({ reason, httpStatus, count }) => [reason, httpStatus, count]);
    const first = [
      ['unauthenticated', 401, 1],
      ['unsupported_media_type', 415, 1],
      ['too_large', 413, 1],
    ];
    expect(told()).toEqual(first);
    expect(gateway.doubles.logged.filter(({ msg }) => msg === 'intake')).toHaveLength(3);
    await gateway.app.close();
    expect(told()).toEqual([...first, ...first.map(([reason, status]) => [reason, status, 49])]);
  });

  test('an authentic body that is refused is a record of its own each time', async () => {
    for (let number = 0; number < 3; number++) await gateway.app.inject(toLab('{'));
    expect(gateway.doubles.audited.map(({ outcome }) => outcome)).toEqual(Array(3).fill('quarantined'));
  });

  test('alerts that Alertmanager cut are told with those past our limit', async () => {
    const many = Array.from({ length: 1003 }, (_, number) => payloadAlert(number + 1));
    const answer = await gateway.app.inject(toLab(payload(many, { truncatedAlerts: 7 })));
    expect(answer.json()).toMatchObject({ status: 'accepted', unprocessedAlerts: 10 });
    expect([...gateway.doubles.deliveries.values()][0]?.unprocessedAlerts).toBe(10);
  });

  test('Temporal that refuses is 503 with Retry-After, and the log has the cause once per change of state', async () => {
    const failures = () => gateway.doubles.logged.filter(({ msg }) => String(msg).startsWith('Temporal '));
    gateway.doubles.temporal = 'refuses';
    for (let number = 0; number < 3; number++) {
      const answer = await gateway.app.inject(toLab(payload()));
      expect([answer.statusCode, answer.headers['retry-after'], answer.json().error]).toEqual([
        503,
        '5',
        'temporal_refused',
      ]);
    }
    expect(failures()).toEqual([
      expect.objectContaining({
        operation: 'deliveries.deliver',
        err: expect.objectContaining({ message: expect.stringContaining('elsewhere') }),
      }),
    ]);
    gateway.doubles.temporal = 'up';
    await gateway.app.inject(toLab(payload()));
    await gateway.app.inject(toLab(payload()));
    expect(failures().map(({ msg }) => msg)).toEqual(['Temporal fails', 'Temporal works again']);
  });

  test('Temporal unreachable is 503 with Retry-After, and the same delivery sent again is accepted', async () => {
    gateway.doubles.temporal = 'down';
    const refused = await gateway.app.inject(toLab(payload()));
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([503, '5']);
    gateway.doubles.temporal = 'up';
    expect((await gateway.app.inject(toLab(payload()))).statusCode).toBe(202);
    expect(gateway.doubles.audited.map(({ outcome }) => outcome)).toEqual(['unavailable', 'accepted']);
  });

  test('a full store is 503 with Retry-After: nothing is acknowledged that is not durable', async () => {
    gateway.doubles.store = 'full';
    const answer = await gateway.app.inject(toLab(payload()));
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5']);
    expect(answer.body).not.toContain('no space');
  });

  test('what it cannot hold at once is 503 with Retry-After, never 429, and it recovers', async () => {
    const large = JSON.stringify(payload()).padEnd(8 * 1024 * 1024, ' ');
    const answers = await Promise.all(Array.from({ length: 10 }, () => gateway.app.inject(toLab(large))));
    const codes = answers.map(({ statusCode }) => statusCode);
    expect(new Set(codes)).toEqual(new Set([202, 503]));
    expect(answers.find(({ statusCode }) => statusCode === 503)?.headers['retry-after']).toBe('5');
    expect((await gateway.app.inject(toLab(payload()))).statusCode).toBe(202);
  });

  test('secrets are masked before anything is stored', async () => {
    const alert = payloadAlert(1, { annotations: { summary: 'password=hunter2' } });
    await gateway.app.inject(toLab(payload([alert])));
    expect([...gateway.doubles.deliveries.values()][0]?.alerts[0]?.annotations).toEqual({ summary: 'password=***' });
    const unreadable = await gateway.app.inject(toLab('{"hunter2":1,"hunter2":2}'));
    expect(unreadable.body).not.toContain('hunter2');
  });
});
