import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { GatewaySettings } from '#gateway/settings';
import { openGateway } from '../doubles.ts';
import { RUN_ID, RUNNING } from '../pages/example-run.ts';
import { postForm } from './post-form.ts';

const PAUSE = `/runs/${encodeURIComponent(RUN_ID)}/pause`;
const FIELDS = { reason: 'lunch', by: 'Ada' };

describe('forms are protected', () => {
  let gateways: ReturnType<typeof openGateway>[];
  beforeEach(() => {
    gateways = [];
  });
  afterEach(async () => {
    for (const { app, doubles } of gateways) {
      await app.close();
      doubles.runs.finish();
    }
  });
  function open(settings: Partial<GatewaySettings> = {}) {
    const gateway = openGateway(settings);
    gateway.doubles.runs.states.set(RUN_ID, RUNNING);
    gateways.push(gateway);
    return gateway;
  }
  const taken = (gateway: ReturnType<typeof openGateway>, name: string, verified: boolean) =>
    gateway.doubles.runs.script('pause', [RUN_ID, { reason: 'lunch', by: { name, channel: 'page', verified } }]);

  test.each([
    undefined,
    'null',
    'http://evil.example',
    'https://127.0.0.1:8480',
    'http://127.0.0.1:9999',
    'http://127.0.0.1',
  ])('the origin %s is not ours: 403, and nothing is done', async (origin) => {
    const answer = await open().app.inject(postForm(PAUSE, FIELDS, { origin }));
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([403, 'text/html; charset=utf-8']);
    expect(answer.body).toContain('Nothing was done.');
  });

  test('behind a proxy the public address is ours, and no other name that leads here', async () => {
    const gateway = open({ host: '0.0.0.0', publicUrl: 'https://holdfast.example/' });
    const ask = (host: string, origin: string) => gateway.app.inject(postForm(PAUSE, FIELDS, { host, origin }));
    taken(gateway, 'Ada', false);
    const ours = await ask('holdfast.example', 'https://holdfast.example');
    expect(ours.statusCode).toBe(303);
    expect(ours.headers['set-cookie']).toMatch(/; Secure$/);
    expect((await ask('evil.example', 'http://evil.example')).statusCode).toBe(403);
    taken(gateway, 'Ada', false);
    expect((await ask('127.0.0.1:8480', 'http://127.0.0.1:8480')).statusCode).toBe(303);
  });

  test('with a proxy that signs people in, its header is the name, verified, and a typed one does not count', async () => {
    const gateway = open({ userHeader: 'x-forwarded-user' });
    taken(gateway, 'Zoë', true);
    const header = Buffer.from('Zoë', 'utf8').toString('latin1');
    const answer = await gateway.app.inject(postForm(PAUSE, FIELDS, { 'x-forwarded-user': header }));
    expect([answer.statusCode, answer.headers['set-cookie']]).toEqual([303, undefined]);
    const page = await gateway.app.inject({
      url: PAUSE.replace('/pause', ''),
      headers: { 'x-forwarded-user': header, cookie: 'holdfast_name=Eve' },
    });
    expect(page.body).toContain('You act as <strong>Zoë</strong>.');
    expect(page.body).not.toContain('name="by"');
  });

  test('without the header of the proxy nothing is done', async () => {
    const answer = await open({ userHeader: 'x-forwarded-user' }).app.inject(postForm(PAUSE, FIELDS));
    expect(answer.statusCode).toBe(403);
    expect(answer.body).toContain('x-forwarded-user');
  });

  test('only forms are read, of a bounded size, each field once', async () => {
    const { app } = open();
    const status = async (body: string, headers = {}) => (await app.inject(postForm(PAUSE, body, headers))).statusCode;
    expect(await status('{"by":"Ada"}', { 'content-type': 'application/json' })).toBe(415);
    expect(await status(`by=Ada&reason=${'x'.repeat(64 * 1024)}`)).toBe(413);
    expect(await status('by=Ada&by=Eve')).toBe(400);
    expect(await status('by=Ada&__proto__=1')).toBe(400);
    expect(await status(Array.from({ length: 61 }, (_, index) => `f${index}=1`).join('&'))).toBe(400);
  });

  test('forms are read on their own routes only', async () => {
    const hook = await open().app.inject(postForm('/v1/hooks/alertmanager/lab', FIELDS));
    expect(hook.statusCode).toBe(415);
  });

  test('pages let browsers send forms to us alone, and say where they come from', async () => {
    const { headers } = await open().app.inject('/');
    expect(headers['content-security-policy']).toContain("form-action 'self'");
    expect(headers['referrer-policy']).toBe('same-origin');
  });
});
