import { describe, expect, it } from 'vitest';
import { splitRule } from '#mcp/servers/metrics/adapters/prometheus/split-rule';

const ratio =
  'sum by (service) (rate(http_requests_total{code=~"5..",service="checkout"}[10s])) / sum by (service) (rate(http_requests_total{service="checkout"}[10s]))';

describe('the expression of an alert rule', () => {
  it.each([
    [`${ratio} > 0.05`, ratio, '>', '0.05'],
    ['up == 0', 'up', '==', '0'],
    ['0.99 > availability:ratio_rate5m', 'availability:ratio_rate5m', '<', '0.99'],
    ['1 <= max by (pod) (restarts)', 'max by (pod) (restarts)', '>=', '1'],
    ['(\n  (a{x="y"} / b)\n) < (14.4 * 1e-3)', 'a{x="y"} / b', '<', '14.4 * 1e-3'],
    ['a{b!="c",d=~"e > 1"} > 5', 'a{b!="c",d=~"e > 1"}', '>', '5'],
    ['a # the lag > 3\n > 2', 'a', '>', '2'],
    ["a{b='>'} != -Inf", "a{b='>'}", '!=', '-Inf'],
    ['{"http.requests", "service.name"="s"} > 1', '{"http.requests", "service.name"="s"}', '>', '1'],
    ['rate(a[5m] offset 1h) > 1', 'rate(a[5m] offset 1h)', '>', '1'],
  ] as const)('%s is split at its comparison', (expression, measured, operator, threshold) => {
    expect(splitRule(expression)).toEqual({
      selectsSeries: true,
      comparison: { measured, operator, threshold },
    });
  });

  it.each([
    ['a > 5 and b > 3', 'a', '>', '5'],
    ['(burn1h > (14.4 * 0.001) and burn5m > (14.4 * 0.001))', 'burn1h', '>', '14.4 * 0.001'],
    ['((a < 1) unless on(pod) b) and c', 'a', '<', '1'],
  ] as const)('%s is split where it has its value', (expression, measured, operator, threshold) => {
    const comparison = { measured, operator, threshold };
    expect(splitRule(expression)).toEqual({ selectsSeries: true, comparison });
  });

  it.each([
    'a > 5 or b > 3',
    'a and (b or c)',
    'a > b',
    'a > on (pod) group_left () b',
    'a > bool 5',
    '1 < a < 5',
    'absent(up{job="x"})',
    'a',
    'a > ',
    '(a > 5',
    'a) > (5',
    'a{b="c} > 5',
    '',
  ])('%s is not split: what decides is not plain', (expression) => {
    expect(splitRule(expression)).toEqual({ selectsSeries: true });
  });

  it.each([
    'vector(1)',
    '1 > 0',
    'time() > 5',
    'vector(0) > 1',
    'scalar(vector(1)) == 1',
    'Inf',
    'sum by (pod) (vector(1))',
  ])('%s looks at no metric', (expression) => {
    expect(splitRule(expression).selectsSeries).toBe(false);
  });

  it('longer than any that a person writes is not split', () => {
    expect(splitRule(`${'('.repeat(3_000)}a > 5${')'.repeat(3_000)}`)).toEqual({ selectsSeries: true });
    expect(splitRule(`${'('.repeat(1_900)}a > 5${')'.repeat(1_900)}`).comparison?.threshold).toBe('5');
  });
});
