import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { parseConfiguration } from '#configuration/load-configuration';
import { secretNames } from '#configuration/secret-names';
import { openIntegrations } from '#gateway/hooks/open-integrations';
import { hookSources } from '#gateway/hooks/sources';
import { fixedSecrets } from '../../support/fixed-secrets.ts';
import { openGateway } from '../doubles.ts';
import { siren } from './made-up-source/source.ts';

// One more source is its definition and its line in the list: everything else follows from the two.

const sources = [...hookSources, siren];
const known = (some: readonly { readonly name: string }[]) => some.map(({ name }) => name).join(', ');
const SECRET = 'secret-of-the-siren';
const NOW_SECONDS = Date.parse('2026-03-01T03:05:00.000Z') / 1000;

const configured = (integration: object, integrationKinds = sources) =>
  parseConfiguration(
    stringify({ apiVersion: 'holdfast/v2', kind: 'Configuration', integrations: { roof: integration } }),
    'holdfast.yaml',
    { integrationKinds },
  );
const ROOF = { source: 'siren', authentication: { signingSecret: { env: 'SIREN_SECRET' } }, loudness: 'louder' };

describe('a source that is one more folder and one more line', () => {
  let gateway: ReturnType<typeof openGateway>;
  afterEach(() => gateway?.app.close());

  function open(): typeof gateway {
    const { integrations } = configured(ROOF);
    gateway = openGateway({
      integrations: openIntegrations(integrations, sources, fixedSecrets(SECRET)),
      hookSources: sources,
    });
    return gateway;
  }

  function send(body: object, { seconds = NOW_SECONDS, secret = SECRET } = {}) {
    const payload = JSON.stringify(body);
    const hex = createHmac('sha256', secret).update(`${seconds}:${payload}`).digest('hex');
    return gateway.app.inject({
      method: 'POST',
      url: '/v1/hooks/siren/roof',
      headers: {
        host: '127.0.0.1',
        'content-type': 'application/json',
        'x-siren-time': String(seconds),
        'x-siren-signature': `v1=${'0'.repeat(64)},v1=${hex}`,
      },
      payload,
    });
  }

  test('has its settings in the configuration, with their defaults, and its secret among those of the gateway', () => {
    expect(configured(ROOF).integrations).toEqual({ roof: ROOF });
    expect(configured({ ...ROOF, loudness: undefined }).integrations['roof']).toMatchObject({ loudness: 'loud' });
    expect(secretNames(configured(ROOF))).toMatchObject({ gateway: ['SIREN_SECRET'], investigator: [] });
  });

  test.each([
    [{ ...ROOF, serviceLabel: 'x' }, 'unknown key `serviceLabel`. Remove it; known here: source, authentication'],
    [{ ...ROOF, loudness: 'loudr' }, 'unknown loudness "loudr". Did you mean loud? Known: loud, louder.'],
    [{ ...ROOF, source: 'sirene' }, `unknown source "sirene". Did you mean siren? Known: ${known(sources)}.`],
    [{ ...ROOF, authentication: { bearer: { env: 'X' } } }, 'unknown key `bearer`'],
  ])('%# has mistakes in its settings explained', (integration, message) => {
    expect(() => configured(integration)).toThrow(message);
  });

  test('is unknown without its line', () => {
    expect(() => configured(ROOF, [...hookSources])).toThrow(`unknown source "siren". Known: ${known(hookSources)}.`);
  });

  test('is normalised with the settings of its integration', async () => {
    open();
    expect((await send({ siren: 'north', howling: true })).statusCode).toBe(202);
    expect([...gateway.doubles.deliveries.values()]).toMatchObject([
      { source: 'siren', integration: 'roof', alerts: [{ name: 'north', severity: 'critical', status: 'firing' }] },
    ]);
  });

  test('is refused by its own scheme, with its own remedy', async () => {
    open();
    const answer = await send({ siren: 'north', howling: true }, { secret: 'another-secret-of-others' });
    expect([answer.statusCode, answer.json().message]).toEqual([401, 'Sign with the secret of the siren.']);
    expect(gateway.doubles.deliveries.size).toBe(0);
  });

  test.each([-301, 301])(
    'is stale when it was signed %i s from now, and processed within five minutes',
    async (away) => {
      open();
      const answer = await send({ siren: 'north', howling: true }, { seconds: NOW_SECONDS + away });
      expect([answer.statusCode, answer.json().error]).toEqual([401, 'stale']);
      expect(gateway.doubles.deliveries.size).toBe(0);
      const almost = NOW_SECONDS + Math.sign(away) * 300;
      expect((await send({ siren: 'north', howling: true }, { seconds: almost })).statusCode).toBe(202);
    },
  );

  test('is processed once however often the same signed delivery comes, and again where the first was not stored', async () => {
    const { doubles } = open();
    doubles.store = 'full';
    expect((await send({ siren: 'north', howling: true })).statusCode).toBe(503);
    doubles.store = 'up';
    const answers = [];
    for (let times = 0; times < 2; times++) answers.push(await send({ siren: 'north', howling: true }));
    expect(answers.map((answer) => [answer.statusCode, answer.json().status])).toEqual([
      [202, 'accepted'],
      [202, 'repeated'],
    ]);
    expect(doubles.delivered).toHaveLength(1);
    expect((await send({ siren: 'north', howling: true }, { seconds: NOW_SECONDS + 1 })).json().status).toBe(
      'accepted',
    );
  });

  test('has a body limit of its own', async () => {
    open();
    expect((await send({ siren: 'n'.repeat(1024), howling: true })).statusCode).toBe(413);
  });

  test('says on the page without incidents how it is connected', async () => {
    open();
    const page = await gateway.app.inject({ url: '/', headers: { host: '127.0.0.1:8480' } });
    expect(page.body).toContain('The siren on the roof: roof');
    expect(page.body).toContain('siren point http://127.0.0.1:8480/v1/hooks/siren/roof');
    expect(page.body).not.toContain('Alertmanager');
  });
});

test('without integrations the page says how each source is connected', async () => {
  const { app } = openGateway({ integrations: {}, hookSources: sources });
  const page = await app.inject({ url: '/', headers: { host: '127.0.0.1:8480' } });
  expect(page.body).toContain('No integration is configured yet');
  for (const { title, name } of sources) {
    expect(page.body).toContain(title);
    expect(page.body).toContain(`http://127.0.0.1:8480/v1/hooks/${name}/&lt;integration>`);
  }
  await app.close();
});
