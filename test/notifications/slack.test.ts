import { describe, expect, it } from 'vitest';
import { createSlackDestination } from '#notifications/slack';
import { going, hostileTexts, message } from './message.ts';
import { type ScriptedAnswer, impatient, SlackBody, startReceiver } from './receiver-double.ts';

const path = '/services/T0000SECRET/B0000SECRET/XXXXtokenSECRET';
const ok: ScriptedAnswer = { status: 200, body: 'ok' };

async function withSlack(script: readonly ScriptedAnswer[]) {
  const slack = await startReceiver(path, SlackBody, script);
  const destination = createSlackDestination({
    kind: 'slack',
    url: { read: () => `${slack.origin}${path}` },
    ...impatient(script),
  });
  const texts = () => slack.received.map(({ raw }) => SlackBody.parse(JSON.parse(raw)).text);
  return { ...slack, destination, texts };
}

/** As a client of Slack shows it: what stands in angle brackets is acted on. */
const shown = (text: string) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

describe('Slack', () => {
  it('gets the text and a link to the pages', async () => {
    const { destination, texts, finish } = await withSlack([ok]);
    const link = 'https://holdfast.example.com/runs/a%2Fb?x=1&y=2';
    expect(await destination.send({ ...message, link }, going())).toEqual({ kind: 'sent', detail: 'Slack took it' });
    expect(texts()).toEqual([
      'checkout rollback succeeded.\n<https://holdfast.example.com/runs/a%2Fb?x=1&amp;y=2|Open in Holdfast>',
    ]);
    await finish();
  });

  it.each(hostileTexts)('gets %s as words: no mention, no link', async (_, text) => {
    const { destination, texts, finish } = await withSlack([ok]);
    expect(await destination.send({ ...message, text }, going())).toMatchObject({ kind: 'sent' });
    const [arrived = ''] = texts();
    expect(arrived).not.toMatch(/[<>]/);
    expect(shown(arrived)).toBe(text);
    await finish();
  });

  it.each<[string, ScriptedAnswer, object]>([
    [
      'too many',
      { status: 429, body: 'rate_limited', headers: { 'retry-after': '30' } },
      { retryable: true, retryAfterMilliseconds: 30_000, reason: 'Slack answered HTTP 429 rate_limited' },
    ],
    ['a day to wait', { status: 429, headers: { 'retry-after': '86400' } }, { retryAfterMilliseconds: 3_600_000 }],
    ['a wait in no words', { status: 429, headers: { 'retry-after': 'soon' } }, { retryAfterMilliseconds: undefined }],
    ['trouble of its own', { status: 500, body: 'rollup_error' }, { retryable: true }],
    [
      'no such webhook',
      { status: 404, body: 'no_service' },
      {
        retryable: false,
        reason: 'Slack answered HTTP 404 no_service: the webhook was revoked; make a new one and put its address in',
      },
    ],
    ['an archived channel', { status: 410, body: 'channel_is_archived' }, { retryable: false }],
    ['a page that is not Slack', { status: 200, body: '<html>Sign in</html>' }, { retryable: false }],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }, { retryable: false }],
    [
      'a proxy that repeats the address',
      { status: 404, body: `Cannot POST ${path}` },
      { retryable: false, reason: 'Slack answered HTTP 404: check the address of the webhook' },
    ],
    ['silence', { status: 200, hangs: true }, { retryable: true, reason: 'Slack did not answer within 0.3 s' }],
  ])('is believed when it answers %s, without its address in the words', async (_, answer, expected) => {
    const { destination, finish } = await withSlack([answer]);
    const delivery = await destination.send(message, going());
    expect(delivery).toMatchObject({ kind: 'refused', ...expected });
    expect(JSON.stringify(delivery)).not.toMatch(/SECRET|127\.0\.0\.1/);
    await finish();
  });

  it('that is not there is a refusal that may pass, without its address', async () => {
    const { destination, finish } = await withSlack([]);
    await finish();
    const delivery = await destination.send(message, going());
    expect(delivery).toEqual({
      kind: 'refused',
      reason: 'Slack cannot be reached: nothing listens there (ECONNREFUSED)',
      retryable: true,
    });
  });

  it.each(['XXXXtokenSECRET', 'http://hooks.slack.com/services/SECRET', 'ftp://127.0.0.1/SECRET', ''])(
    'with %j as its address is refused at start, without repeating it',
    (url) => {
      const create = () => createSlackDestination({ kind: 'slack', url: { read: () => url } });
      expect(create).toThrow(/no https:\/\/ address/);
      expect(create).not.toThrow(/SECRET/);
    },
  );

  it('whose address is replaced gets the next message there; one that is no address is refused without repeating it', async () => {
    const first = await startReceiver(path, SlackBody, [ok]);
    const second = await startReceiver(`${path}2`, SlackBody, [ok]);
    let address = `${first.origin}${path}`;
    const destination = createSlackDestination({ kind: 'slack', url: { read: () => address } });
    await destination.send(message, going());
    address = `${second.origin}${path}2`;
    expect(await destination.send(message, going())).toMatchObject({ kind: 'sent' });
    address = 'tokenSECRET';
    const refused = await destination.send(message, going());
    expect(refused).toMatchObject({
      kind: 'refused',
      retryable: false,
      reason: expect.stringMatching(/no https:\/\/ address/),
    });
    expect(JSON.stringify(refused)).not.toContain('SECRET');
    await Promise.all([first.finish(), second.finish()]);
  });
});
