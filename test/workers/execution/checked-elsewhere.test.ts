import { expect, test } from 'vitest';
import { Catalogue } from '#configuration/catalogue';
import { checkedElsewhere } from '#workers/execution/checked-elsewhere';

const catalogue = Catalogue.parse({ services: { payments: { infrastructure: { backEnd: 'west' } }, web: {} } });
const status = (service: string, server = 'infrastructure') => ({ server, arguments: { service } });
const through = (backEnd: string) => ({ server: 'infrastructure', backEnd });

test('a success check is not made where the catalogue names another back end than the one that was written to', () => {
  expect(checkedElsewhere(catalogue, 'payments', through('east'), status('payments'))).toBe(
    'it was carried out through the back end east, and the catalogue now finds payments in west ' +
      '(catalogue.services.payments.infrastructure.backEnd); check it by hand',
  );
});

test('it is made on the same back end, on another server, about another service, and where the catalogue names none', () => {
  expect(checkedElsewhere(catalogue, 'payments', through('west'), status('payments'))).toBeUndefined();
  expect(checkedElsewhere(catalogue, 'payments', through('east'), status('payments', 'metrics'))).toBeUndefined();
  expect(checkedElsewhere(catalogue, 'payments', through('east'), status('web'))).toBeUndefined();
  expect(checkedElsewhere(catalogue, 'web', through('east'), status('web'))).toBeUndefined();
});
