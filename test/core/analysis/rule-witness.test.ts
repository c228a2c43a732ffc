import { describe, expect, it } from 'vitest';
import { witnessOf } from '#core/analysis/rule-witness';
import type { AlertRule } from '#core/evidence/observations';
import { FAULT_AT, ruleOf } from '#test/support/synthetic-incident';

const steps = (values: readonly number[], start = FAULT_AT - 25) =>
  values.map((value, index): [number, number] => [start + 5 * index, value]);
const stateOf = (item: AlertRule, lookedAt?: number) =>
  witnessOf(
    { item, evidence: 'ev_rule', at: lookedAt ?? item.series[0]?.points.at(-1)?.[0] ?? FAULT_AT + 20 },
    FAULT_AT,
  );

describe('the rule of an alert', () => {
  it('that is violated says its value, its threshold, since when and where it goes', () => {
    expect(stateOf(ruleOf(steps([0, 0, 0, 0, 0, 0.1, 0.2, 0.3, 0.4])))).toMatchObject({
      state: 'violated',
      operator: '>',
      threshold: 0.05,
      value: 0.4,
      at: FAULT_AT + 15,
      since: FAULT_AT,
      trend: 'rising',
    });
    expect(stateOf(ruleOf(steps([0, 0, 0, 0, 0, 0.3, 0.3, 0.3]))).trend).toBe('steady');
    expect(stateOf(ruleOf(steps([0, 0, 0, 0, 0, 0.4, 0.3, 0.2]))).trend).toBe('falling');
  });

  it('is violated from the start of the last stretch on, over a gap but not over a recovery', () => {
    const gap = steps([0.3, 0.3, 0, 0, 0, 0.3, 0.3, 0.3]).filter((_, index) => index !== 6);
    expect(stateOf(ruleOf(gap)).since).toBe(FAULT_AT);
  });

  it('is not violated once its last value is back, and has too few points to say so right after the alert', () => {
    expect(stateOf(ruleOf(steps([0, 0, 0, 0, 0.3, 0.3, 0, 0])))).toMatchObject({ state: 'not_violated', value: 0 });
    expect(stateOf(ruleOf(steps([0, 0, 0, 0, 0, 0])))).toMatchObject({ state: 'too_few_points' });
  });

  it('speaks by the one of its series that is worst', () => {
    const calm = { labels: { pod: 'a' }, points: steps([0, 0, 0, 0, 0, 0, 0]), violated_at: [] };
    const [bad] = ruleOf(steps([0, 0, 0, 0, 0, 0.3, 0.3])).series;
    const rule = ruleOf([], { series: [calm, { ...bad!, labels: { pod: 'b' } }] });
    expect(stateOf(rule, FAULT_AT + 5)).toMatchObject({ state: 'violated', labels: { pod: 'b' } });
  });

  it('without a series of what it measures has no data; one that looks at no metric measures nothing', () => {
    expect(stateOf(ruleOf([], { series: [] })).state).toBe('no_data');
    expect(stateOf(ruleOf(steps([1, 1, 1]), { selects_series: false, expression: 'vector(1)' })).state).toBe(
      'measures_nothing',
    );
  });

  describe('without a plain comparison', () => {
    const plain = { measured: undefined, operator: undefined, threshold: undefined };

    it('is violated while its expression gives anything, however late the newest points arrive', () => {
      const rule = ruleOf(steps([1, 1, 1], FAULT_AT - 10), plain);
      expect(stateOf(rule, FAULT_AT + 30)).toMatchObject({ state: 'violated', since: FAULT_AT - 10 });
      expect(stateOf(rule, FAULT_AT + 300).state).toBe('not_violated');
    });

    it('is not violated where it gave nothing, once there was time for it', () => {
      expect(stateOf(ruleOf([], { ...plain, series: [] }), FAULT_AT + 20).state).toBe('not_violated');
      expect(stateOf(ruleOf([], { ...plain, series: [] }), FAULT_AT + 5).state).toBe('no_data');
    });
  });
});
