import { describe, expect, it } from 'vitest';
import { refuseDevelopmentIssuers } from '#configuration/development-check';
import { Configuration } from '#configuration/configuration';

function configuration(
  changed: Readonly<Record<string, unknown>> = {},
  issuer: Readonly<Record<string, unknown>> = {},
) {
  return Configuration.parse({
    apiVersion: 'holdfast/v2',
    kind: 'Configuration',
    approvals: {
      issuers: {
        lab: { issuer: 'http://127.0.0.1:8491', clientId: 'holdfast', development: true, ...issuer },
        company: { issuer: 'https://id.example', clientId: 'holdfast' },
      },
      environments: {
        lab: { kind: 'staging', issuer: 'lab' },
        production: { kind: 'production', issuer: 'company' },
      },
    },
    toolServers: {
      metrics: { environments: { lab: { adapter: 'prometheus', url: 'http://metrics.example:9090' } } },
      deployments: { environments: { lab: { adapter: 'lab', url: 'http://127.0.0.1:8470' } } },
      infrastructure: { environments: { lab: { adapter: 'lab', url: 'http://localhost:8470' } } },
      ...changed,
    },
  });
}

describe('a development issuer', () => {
  it('is taken for the lab on this machine, beside a real one for production', () => {
    const remote = {
      production: { adapter: 'lab', url: 'http://supervisor.example' },
      lab: { adapter: 'lab', url: 'http://127.0.0.1:8470' },
    };
    expect(() => {
      refuseDevelopmentIssuers(configuration({ infrastructure: { environments: remote } }));
    }).not.toThrow();
  });

  it.each([
    [
      'writes elsewhere',
      { infrastructure: { environments: { lab: { adapter: 'lab', url: 'http://10.0.0.7:8470' } } } },
      {},
      ['"lab"', '"infrastructure"', 'http://10.0.0.7:8470'],
    ],
    ['runs somebody’s program', { payments: { command: ['payments-tools'] } }, {}, ['"payments"', 'payments-tools']],
    ['is itself elsewhere', {}, { issuer: 'https://id.example' }, ['"lab"', 'https://id.example']],
  ])('is refused where the installation %s', (_what, servers, issuer, words) => {
    for (const word of words)
      expect(() => {
        refuseDevelopmentIssuers(configuration(servers, issuer));
      }).toThrow(word);
  });
});
