import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearestNames } from '#core/text/nearest-name';

describe('the nearest name', () => {
  it.each([
    ['integratons', ['integrations', 'toolServers'], 'integrations'],
    ['promethues', ['alertmanager', 'prometheus'], 'prometheus'],
    ['Checkout', ['checkout', 'stock'], 'checkout'],
    ['evn', ['file', 'env'], 'env'],
  ])('of %s is the one that was meant', (name, candidates, meant) => {
    expect(nearestNames(name, candidates)).toEqual([meant]);
  });

  it.each([
    ['x', ['environments']],
    ['tickets', ['metrics', 'alerts', 'deployments']],
    ['env', ['url']],
  ])('of %s is none where nothing is near', (name, candidates) => {
    expect(nearestNames(name, candidates)).toEqual([]);
  });

  it('lists several, the best first and equals by name', () => {
    expect(nearestNames('payment', ['payments', 'payment', 'paymant'], 3)).toEqual(['payment', 'paymant', 'payments']);
  });

  it('finds any name again after two neighbours were swapped', () => {
    const name = fc.string({ unit: fc.constantFrom(...'abcdefgh'), minLength: 4, maxLength: 20 });
    fc.assert(
      fc.property(name, fc.nat(18), (given, index) => {
        const at = index % (given.length - 1);
        const swapped = given.slice(0, at) + given[at + 1] + given[at] + given.slice(at + 2);
        expect(nearestNames(swapped, [given])).toEqual([given]);
      }),
    );
  });

  it('reads bounded parts of hostile names', () => {
    expect(nearestNames('a'.repeat(1_000_000), [`${'a'.repeat(1_000_000)}b`])).toHaveLength(1);
  });
});
