import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createLocator } from '#configuration/locate';
import { loadConfiguration } from '#configuration/load-configuration';
import { secretNames } from '#configuration/secret-names';
import { hookSources } from '#gateway/hooks/sources';
import { createMasker } from '#records/masking/create-masker';

const example = join(import.meta.dirname, '..', '..', 'configuration', 'holdfast.example.yaml');

it('the example shows an integration of each hook source as its definition has it', () => {
  const [, integrations = ''] = /\nintegrations:\n((?: .*\n|\n)+)/.exec(readFileSync(example, 'utf8')) ?? [];
  for (const source of hookSources) expect(integrations).toContain(source.example.replaceAll(/^(?=.)/gm, '    '));
});

it('the example is a valid configuration without warnings', async () => {
  const warnings: unknown[] = [];
  const configuration = await loadConfiguration(example, {
    integrationKinds: hookSources,
    onWarning: (warning) => warnings.push(warning),
  });
  expect(warnings).toEqual([]);
  expect(configuration.limits).toMatchObject({ settle: 5, quiet: 60 });
  expect(createLocator(configuration.catalogue, 'metrics').settings('checkout', 'production')).toMatchObject({
    requests: { labels: { service: 'checkout' } },
  });
  expect(secretNames(configuration).gateway).toEqual(
    expect.arrayContaining(['HOLDFAST_ALERTMANAGER_TOKEN', 'HOLDFAST_CHANGES_TOKEN']),
  );
  expect(secretNames(configuration).investigator).toEqual(
    expect.arrayContaining(['HOLDFAST_SLACK_SHOP_URL', 'HOLDFAST_PAGER_KEY']),
  );
  expect(configuration.runbooks.folders).toEqual([]);
  expect(Object.values(configuration.notifications.destinations).map(({ kind }) => kind)).toEqual([
    'slack',
    'webhook',
    'file',
    'terminal',
  ]);
  expect(createMasker(configuration.masking).mask('for C-12345678')).toBe('for [masked:customer-number]');
});
