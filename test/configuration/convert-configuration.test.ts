import { expect, it } from 'vitest';
import { convertConfiguration } from '#configuration/convert-configuration';
import { parseConfiguration } from '#configuration/load-configuration';
import { printed } from './problems.ts';

const old = `apiVersion: holdfast/v1
kind: Configuration
toolServers:
  metrics:
    adapter: prometheus # ours
    environments:
      production:
        url: http://prometheus:9090
        bearer: { file: /run/token } # read only
        scrapeInterval: 30s
  deployments: { adapter: reported, environments: [production, staging] }
  infrastructure:
    adapter: lab
    environments:
      staging: { url: http://127.0.0.1:1, bearer: { env: READ }, writes: { bearer: { env: WRITE } } }
    risks: { restart_pod: destructive }
  tickets: { command: [x] }
catalogue:
  defaults: { selectors: { requests: { metric: http_requests_total } } }
  services:
    payments: { selectors: { requests: { metric: grpc_server_handled_total } } }
    stock: {}
`;

const convertedText = (text: string) => {
  const conversion = convertConfiguration(text);
  if (conversion.kind !== 'converted') throw new Error(JSON.stringify(conversion));
  return conversion.text;
};

it('a configuration of holdfast/v1 becomes one of holdfast/v2 that means the same, with its comments', () => {
  const text = convertedText(old);
  expect(text).toContain('# read only');
  const { toolServers, catalogue } = parseConfiguration(text, 'holdfast.yaml');
  expect(toolServers).toEqual({
    metrics: {
      environments: {
        production: {
          adapter: 'prometheus',
          url: 'http://prometheus:9090',
          auth: { bearer: { file: '/run/token' } },
          scrapeInterval: 30,
        },
      },
      risks: {},
    },
    deployments: {
      environments: { production: { adapter: 'reported' }, staging: { adapter: 'reported' } },
      risks: {},
    },
    infrastructure: {
      environments: {
        staging: {
          adapter: 'lab',
          url: 'http://127.0.0.1:1',
          auth: { bearer: { env: 'READ' } },
          writes: { auth: { bearer: { env: 'WRITE' } } },
        },
      },
      risks: { restart_pod: 'destructive' },
    },
    tickets: { command: ['x'], env: {}, risks: {} },
  });
  expect(catalogue.defaults).toMatchObject({ metrics: { requests: { metric: 'http_requests_total' } } });
  expect(catalogue.services).toMatchObject({
    payments: { metrics: { requests: { metric: 'grpc_server_handled_total' } } },
    stock: {},
  });
});

it('what is current stays as it is, and what is no configuration is refused with the reason', () => {
  expect(convertConfiguration(convertedText(old))).toEqual({ kind: 'current' });
  expect(convertConfiguration('kind: Runbook')).toMatchObject({ kind: 'refused' });
  expect(convertConfiguration('a: [')).toMatchObject({ kind: 'refused' });
  expect(convertConfiguration('apiVersion: holdfast/v7\nkind: Configuration')).toMatchObject({
    kind: 'refused',
    reason: 'Its apiVersion is "holdfast/v7"; only holdfast/v1 can be converted.',
  });
});

it('the old form is refused with the line and the new form', () => {
  let problems: readonly string[] = [];
  try {
    parseConfiguration(old, 'holdfast.yaml');
  } catch (error) {
    problems = (error as Error).message.split('\n');
  }
  const all = problems.join('\n');
  expect(all).toContain('holdfast.yaml:1:13: error: apiVersion: this is the form of holdfast/v1');
  expect(all).toContain(
    'holdfast.yaml:5:5: error: toolServers.metrics.adapter: the adapter now stands with each back end',
  );
  expect(all).toContain('{ adapter: prometheus, url: ... }');
  expect(all).toContain('catalogue.services.payments.selectors: `selectors` is now `metrics`');
  expect(all).toContain('holdfast config convert');
});

it('parts of the old form in a new file are refused, not reinterpreted', () => {
  expect(printed('toolServers: { metrics: { adapter: prometheus, environments: {} } }')).toEqual([
    expect.stringContaining('unknown key `adapter`'),
  ]);
  expect(
    printed(
      'toolServers: { alerts: { environments: { a: { adapter: alertmanager, url: "http://x", bearer: { env: X } } } } }',
    ),
  ).toEqual([expect.stringContaining('unknown key `bearer`')]);
});
