import { expect, test } from 'vitest';
import { approvalsSoFar } from '#approvals/service/approvals-so-far';
import { decisionBy } from './example-action.ts';

const needs = {
  parts: [
    { count: 1, groups: ['owners', 'commanders'] },
    { count: 1, groups: ['owners'] },
  ],
  signIn: true,
};
const has = (...decisions: readonly ReturnType<typeof decisionBy>[]) =>
  approvalsSoFar(needs, decisions).map((part) => part.has);

test('one person counts for one part only, however often they approve', () => {
  const grace = decisionBy('Grace', ['owners', 'commanders']);
  expect(has(grace, grace)).toEqual([['Grace'], []]);
});

test('people are seated so that as few as possible are missing', () => {
  expect(has(decisionBy('Grace', ['owners']), decisionBy('Carla', ['commanders']))).toEqual([['Carla'], ['Grace']]);
  expect(has(decisionBy('Carla', ['commanders']), decisionBy('Grace', ['owners']))).toEqual([['Carla'], ['Grace']]);
});

test('rejections, other groups and more people than are needed take no place', () => {
  expect(has(decisionBy('Eve', ['visitors']), decisionBy('Grace', ['owners'], 'reject'))).toEqual([[], []]);
  const three = ['Ann', 'Ben', 'Cid'].map((name) => decisionBy(name, ['owners']));
  expect(
    has(...three)
      .flat()
      .sort(),
  ).toEqual(['Ann', 'Ben']);
});
