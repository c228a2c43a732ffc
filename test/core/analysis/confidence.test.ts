import fc from 'fast-check';
import { expect, it } from 'vitest';
import { confidenceOf, scoreOf } from '#core/analysis/confidence';

const share = fc.double({ min: 0, max: 1, noNaN: true });
const deviations = fc.double({ min: 0, max: 1000, noNaN: true });

it('never falls when the deviation, the support or the cap rises', () => {
  fc.assert(
    fc.property(share, share, deviations, deviations, share, share, (s1, s2, d1, d2, c1, c2) => {
      const low = scoreOf({ support: Math.min(s1, s2), deviation: Math.min(d1, d2), cap: Math.min(c1, c2) });
      const high = scoreOf({ support: Math.max(s1, s2), deviation: Math.max(d1, d2), cap: Math.max(c1, c2) });
      expect(high).toBeGreaterThanOrEqual(low);
    }),
  );
});

it('never falls when the score rises or the next one falls', () => {
  fc.assert(
    fc.property(share, share, share, share, (a, b, n1, n2) => {
      const low = confidenceOf(Math.min(a, b), Math.max(n1, n2));
      const high = confidenceOf(Math.max(a, b), Math.min(n1, n2));
      expect(high).toBeGreaterThanOrEqual(low);
    }),
  );
});

it('stays between 0 and the cap', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), deviations, share, share, (support, deviation, cap, next) => {
      const confidence = confidenceOf(scoreOf({ support, deviation, cap }), next);
      expect(confidence).toBeGreaterThanOrEqual(0);
      expect(confidence).toBeLessThanOrEqual(cap + 0.001);
    }),
  );
});

it('tells a clear lead from a close race', () => {
  expect(confidenceOf(0.8, 0)).toBe(0.8);
  expect(confidenceOf(0.8, 0.8)).toBe(0.48);
});
