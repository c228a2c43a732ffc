import { expect, test } from 'vitest';
import type { ChecklistMatch, CompiledChecklist } from '#core/runbooks/checklist-ir';
import { chooseChecklist } from '#core/runbooks/choose-checklist';

function checklist(name: string, match: Partial<ChecklistMatch>): CompiledChecklist {
  return { irVersion: 1, name, title: name, match: { alerts: [], labels: {}, services: [], ...match }, items: [] };
}

const byDefault = checklist('default', {});
const byService = checklist('service', { services: ['checkout'] });
const byAlert = checklist('alert', { alerts: ['HighLatency'] });
const byLabels = checklist('labels', { alerts: ['HighLatency'], labels: { tier: 'gold' } });
const all = [byDefault, byService, byAlert, byLabels];

const chosen = (
  lists: readonly CompiledChecklist[],
  name: string,
  labels: Record<string, string>,
  service?: string,
) => {
  const choice = chooseChecklist(lists, { name, labels, service });
  return choice.kind === 'chosen' ? choice.checklist.name : choice.kind;
};

test.each([
  ['alert name with labels', 'HighLatency', { tier: 'gold' }, 'checkout', 'labels'],
  ['alert name', 'HighLatency', { tier: 'iron' }, 'checkout', 'alert'],
  ['service', 'Other', {}, 'checkout', 'service'],
  ['default', 'Other', {}, 'payments', 'default'],
  ['default for an unknown service', 'Other', {}, undefined, 'default'],
] as const)('%s decides', (_, name, labels, service, expected) => {
  expect(chosen(all, name, labels, service)).toBe(expected);
  expect(chosen(all.toReversed(), name, labels, service)).toBe(expected);
});

test('of two that fit equally well neither is taken: the next rank decides, and the tie is told', () => {
  const twin = checklist('twin', { alerts: ['HighLatency'] });
  const choice = chooseChecklist([byAlert, twin, byService], { name: 'HighLatency', labels: {}, service: 'checkout' });
  expect(choice).toMatchObject({ kind: 'chosen', checklist: { name: 'service' } });
  expect(choice.kind === 'chosen' && choice.because).toContain('alert and twin fit equally well');
});

test('nothing fits: it says so', () => {
  expect(chosen([byAlert], 'Other', {}, 'checkout')).toBe('none');
});
