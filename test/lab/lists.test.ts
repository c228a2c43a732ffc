import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, it } from 'vitest';
import { Catalogue, dependenciesOf } from '#configuration/catalogue';
import { createLocator } from '#configuration/locate';
import { Cause } from '#core/analysis/cause';
import { labCatalogue } from '#lab/catalogue';
import { faults } from '#lab/faults/index';
import { services } from '#lab/services/index';

it('The list of faults has every file of its folder, by name', () => {
  const files = readdirSync(new URL('../../lab/faults', import.meta.url))
    .map((file) => basename(file, '.ts'))
    .filter((name) => name !== 'index' && name !== 'fault');
  expect(faults.map(({ name }) => name)).toEqual(files.sort());
});

it('Every fault but a decoy names a service of the lab and a cause of the closed list', () => {
  const names = services.map(({ name }) => name);
  for (const { truth, services: touched } of faults) {
    expect(names).toEqual(expect.arrayContaining([...touched]));
    if (!truth) continue;
    expect(names).toContain(truth.service);
    expect(Object.values(Cause)).toContain(truth.cause);
  }
  expect(faults.filter(({ truth }) => !truth).map(({ name }) => name)).toEqual(['harmless-configuration']);
});

it('The catalogue is valid, and names what each service waits for', () => {
  const catalogue = Catalogue.parse(labCatalogue());
  expect(dependenciesOf(catalogue, 'storefront')).toEqual(['checkout', 'payments', 'inventory', 'ledger', 'stock']);
  expect(createLocator(catalogue, 'metrics').settings('payments', 'production')).toMatchObject({
    saturation: [{ used: { labels: { service: 'payments', pool: 'ledger' } } }],
  });
});

it('The catalogue of a part of the lab names no service that does not run', () => {
  const catalogue = Catalogue.parse(labCatalogue(['storefront', 'checkout', 'payments']));
  expect(Object.keys(catalogue.services)).toEqual(['storefront', 'checkout', 'payments']);
  expect(dependenciesOf(catalogue, 'checkout')).toEqual(['payments']);
});
