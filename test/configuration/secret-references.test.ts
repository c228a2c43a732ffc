import { expect, it } from 'vitest';
import { parseConfiguration } from '#configuration/load-configuration';
import { secretNames } from '#configuration/secret-names';
import { secretReferences } from '#configuration/secret-references';

const configuration = parseConfiguration(
  `apiVersion: holdfast/v2
kind: Configuration
gateway: { changes: { bearer: { env: CHANGES } } }
integrations:
  one: { source: alertmanager, authentication: { bearer: { env: ONE } } }
  two: { source: alertmanager, authentication: { hmac: { env: TWO } } }
toolServers:
  metrics:
    environments:
      production: { adapter: prometheus, url: http://x, auth: { bearer: { env: METRICS } } }
      staging:
        adapter: prometheus
        url: https://x
        auth: { oauthClientCredentials: { tokenUrl: https://login/token, clientId: h, clientSecret: { file: /client } } }
        headers: { X-Scope-OrgID: shop, X-Gate: { file: /gate } }
        tls: { ca: { file: /ca } }
  alerts: { command: [x], env: { TOKEN: { env: ALERTS }, LEVEL: info } }
  odd: { command: [x], env: { file: /etc/passwd }, risks: { file: read } }
  odder: { command: [x], env: { env: LEVEL } }
notifications:
  destinations:
    chat: { kind: slack, url: { file: /run/secrets/chat } }
    pager: { kind: webhook, url: "https://pager.example.com", secret: { env: PAGER } }
    open: { kind: webhook, url: "https://open.example.com" }
`,
  'holdfast.yaml',
);

it('the secrets of a configuration are found wherever it asks for one, and what only looks like one is none', () => {
  const places = secretReferences(configuration).map(({ path, reference }) => [
    path.join('.'),
    ...Object.values(reference),
  ]);
  expect(Object.fromEntries(places)).toEqual({
    'gateway.changes.bearer': 'CHANGES',
    'integrations.one.authentication.bearer': 'ONE',
    'integrations.two.authentication.hmac': 'TWO',
    'toolServers.metrics.environments.production.auth.bearer': 'METRICS',
    'toolServers.metrics.environments.staging.auth.oauthClientCredentials.clientSecret': '/client',
    'toolServers.metrics.environments.staging.headers.X-Gate': '/gate',
    'toolServers.metrics.environments.staging.tls.ca': '/ca',
    'toolServers.alerts.env.TOKEN': 'ALERTS',
    'notifications.destinations.chat.url': '/run/secrets/chat',
    'notifications.destinations.pager.secret': 'PAGER',
  });
});

it('each process gets the names of its own secrets', () => {
  expect(secretNames(configuration)).toEqual({
    gateway: ['ONE', 'TWO', 'CHANGES'],
    investigator: ['ALERTS', 'METRICS', 'PAGER'],
    executor: ['ALERTS', 'METRICS'],
    approvals: [],
  });
});
