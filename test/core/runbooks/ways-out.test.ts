import { expect, test } from 'vitest';
import { childrenOf, waysOut } from '#core/runbooks/steps/index';
import { compiled } from '../../support/checked-library.ts';

const { steps } = compiled(`steps:
  - { id: look, read: metrics.compare_services, if: target.service != "", require: size(look.services) > 0, otherwise: None. }
  - { id: answer, ask: Well?, within: 1m }
  - id: change
    write: deployments.rollback_deployment
    with: { revision: 3 }
    approvalWithin: 5m
    verify: { read: metrics.get_service_golden_signals, until: result.error_ratio < 0.1, within: 1m }
  - { id: rest, wait: 5s }
  - { id: tell, notify: owner, message: Done }
  - { id: both, parallel: { l: [{ id: b, wait: 5s }], r: [{ id: c, wait: 5s }, { id: d, wait: 5s }] } }
  - { id: each, forEach: '["x"]', as: one, atMost: 2, steps: [{ id: e, notify: owner, message: "\${{ one }}" }] }
`);

test('a step can end in the ways of its kind, and in those that its conditions add', () => {
  expect(Object.fromEntries(steps.map((step) => [step.id, waysOut(step)]))).toEqual({
    look: ['succeeded', 'not_succeeded', 'skipped', 'requirement_not_met'],
    answer: ['succeeded', 'declined', 'expired'],
    change: ['succeeded', 'not_succeeded'],
    rest: ['succeeded'],
    tell: ['succeeded'],
    both: ['succeeded', 'not_succeeded'],
    each: ['succeeded_with_elements', 'succeeded_without_elements', 'not_succeeded'],
  });
});

test('steps inside a step are given in the order in which they are written', () => {
  const inside = Object.fromEntries(steps.map((step) => [step.id, childrenOf(step).map(({ id }) => id)]));
  expect(inside).toMatchObject({ look: [], both: ['b', 'c', 'd'], each: ['e'] });
});

test('a step that says no title has one of its kind', () => {
  expect(steps.map(({ title }) => (title.kind === 'literal' ? title.value : title))).toEqual([
    'metrics.compare_services',
    'Well?',
    'Roll a deployment back',
    'Wait 5s',
    'Tell owner',
    'Side by side: l, r',
    'For each one',
  ]);
});
