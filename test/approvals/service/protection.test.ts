import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { formOf, HOST, openBrowser, openService } from './doubles.ts';
import { NOW, recordOf } from './example-action.ts';

describe('deciding is protected', () => {
  let service: ReturnType<typeof openService>;
  let hash: string;
  beforeEach(() => {
    service = openService();
    const record = recordOf();
    hash = record.actionHash;
    service.doubles.records.set(hash, record);
  });
  afterEach(() => service.app.close());

  async function approveForm(browser = openBrowser(service.app)) {
    const page = await browser.get(`/actions/${hash}`);
    return { browser, ...formOf(page.body, 'approve') };
  }
  const untouched = () => {
    expect([service.doubles.begun, service.doubles.signed, service.doubles.sent]).toEqual([[], [], []]);
  };

  test.each([undefined, 'null', 'http://evil.example', `https://${HOST}`, 'http://127.0.0.1:8480'])(
    'a form with the origin %s is refused and on record',
    async (origin) => {
      const { browser, action, fields } = await approveForm();
      const answer = await browser.post(action, fields, { origin });
      expect(answer.statusCode).toBe(403);
      expect(service.doubles.audited.at(-1)).toMatchObject({ outcome: 'refused' });
      untouched();
    },
  );

  test('a form without its token, with one of another browser, or of another page is refused', async () => {
    const { browser, action, fields } = await approveForm();
    const other = await approveForm();
    const elsewhere = recordOf({ document: { title: 'Another' } });
    service.doubles.records.set(elsewhere.actionHash, elsewhere);
    for (const [where, given] of [
      [action, { ...fields, token: '' }],
      [action, { ...fields, token: other.fields['token'] ?? '' }],
      [`/actions/${elsewhere.actionHash}/decide`, fields],
    ] as const) {
      const answer = await browser.post(where, given);
      expect([answer.statusCode, answer.body.includes('Nothing was done.')]).toEqual([403, true]);
    }
    expect(service.doubles.audited.filter(({ outcome }) => outcome === 'refused')).toHaveLength(3);
    untouched();
  });

  test('the way back works once, in the browser where it began, for ten minutes', async () => {
    const { browser, action, fields } = await approveForm();
    const asked = await browser.post(action, fields);
    const stranger = await openBrowser(service.app).comeBack(asked.headers.location);
    expect([stranger.statusCode, stranger.body.includes('began in another browser')]).toEqual([403, true]);
    expect((await browser.comeBack(asked.headers.location)).statusCode).toBe(303);
    const replayed = await browser.comeBack(asked.headers.location);
    expect([replayed.statusCode, replayed.body.includes('used already')]).toEqual([403, true]);
    const late = await browser.post(action, fields);
    service.doubles.now = new Date(NOW.getTime() + 10 * 60_000 + 1000);
    expect((await browser.comeBack(late.headers.location)).statusCode).toBe(403);
    expect(service.doubles.sent).toHaveLength(1);
  });

  test('a sign-in that the provider refuses, or a state that nobody gave out, decides nothing', async () => {
    const { browser, action, fields } = await approveForm();
    const asked = await browser.post(action, fields);
    const no = await browser.comeBack(asked.headers.location, '&error=access_denied');
    expect([no.statusCode, no.body.includes('access_denied')]).toEqual([403, true]);
    for (const query of ['', '?state=x&code=c', '?state=a&state=b&code=c'])
      expect((await browser.get(`/sign-in/callback${query}`)).statusCode).toBe(403);
    expect(service.doubles.sent).toEqual([]);
    expect(service.doubles.audited.every(({ what, outcome }) => what === 'sign_in' && outcome === 'refused')).toBe(
      true,
    );
  });

  test('reading changes nothing, whatever is read and however', async () => {
    const { action } = await approveForm();
    for (const method of ['GET', 'HEAD'] as const)
      for (const url of ['/', `/actions/${hash}`, action, '/sign-in/callback?state=x', '/v1/actions', '/sign-out'])
        await service.app.inject({ method, url: `${url}`, headers: { host: HOST } });
    untouched();
    expect(service.doubles.withdrawn).toEqual([]);
  });

  test('cookies are for us alone; over https they are bound to the host', async () => {
    const [plain] = (await openBrowser(service.app).get('/')).cookies;
    expect(plain).toMatchObject({ name: 'holdfast_approvals_browser', httpOnly: true, sameSite: 'Lax', path: '/' });
    const secure = openService({ publicUrl: 'https://approvals.example' });
    const [bound] = (await openBrowser(secure.app).get('/')).cookies;
    expect(bound).toMatchObject({ name: '__Host-holdfast_approvals_browser', secure: true });
    await secure.app.close();
  });

  test('a session is made anew by each sign-in, and ends when somebody signs out', async () => {
    const { browser, action, fields } = await approveForm();
    const session = () => browser.cookies.get('holdfast_approvals_session');
    const first = await browser.post(action, fields);
    await browser.comeBack(first.headers.location);
    const before = session();
    const second = await browser.post(action, fields);
    await browser.comeBack(second.headers.location);
    expect(session()).not.toBe(before);
    const page = await browser.get(`/actions/${hash}`);
    expect(page.body).toContain('Signed in as Grace');
    await browser.post('/sign-out', formOf(page.body, 'session').fields);
    expect((await browser.get(`/actions/${hash}`)).body).not.toContain('Signed in as Grace');
  });

  test('pages cannot be framed, run no script of others, and send forms to us and the provider alone', async () => {
    const { headers } = await service.app.inject({ url: '/', headers: { host: HOST } });
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['content-security-policy']).toContain("form-action 'self' http://127.0.0.1:9000");
    expect(headers['content-security-policy']).toContain("script-src 'self'");
    expect(headers['x-frame-options']).toBe('DENY');
  });

  test('on loopback other names for this machine are refused', async () => {
    expect((await service.app.inject({ url: '/', headers: { host: 'evil.example' } })).statusCode).toBe(421);
  });

  test('where others reach it, people sign in before they look, and it has to be https', async () => {
    expect(() => openService({ host: '0.0.0.0' })).toThrow('approvals.publicUrl');
    const open = openService({ host: '0.0.0.0', publicUrl: `https://${HOST}` });
    const record = recordOf();
    open.doubles.records.set(record.actionHash, record);
    const browser = openBrowser(open.app);
    const refused = await browser.get(`/actions/${record.actionHash}`);
    expect([refused.statusCode, refused.body.includes('payments')]).toEqual([401, false]);
    expect((await browser.get('/v1/actions')).statusCode).toBe(401);
    const [, token = ''] = /name="token" value="([^"]*)"/.exec(refused.body) ?? [];
    const asked = await browser.post(
      '/sign-in',
      { token, issuer: 'lab', action: record.actionHash },
      { origin: `https://${HOST}` },
    );
    const back = await browser.comeBack(asked.headers.location);
    expect((await browser.get(String(back.headers.location))).body).toContain('payments');
    await open.app.close();
  });

  test('strangers do not decide how much is put on record', async () => {
    for (let count = 0; count < 40; count++) await openBrowser(service.app).get('/sign-in/callback?state=x');
    expect(service.doubles.audited).toHaveLength(30);
  });
});
