import type { ActionHash } from '#core/ids/action-hash';
import type { RunId, IncidentId } from '#core/ids/workflow-ids';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type CountedDecision, countApprovals } from '#core/actions/count-approvals';
import type { Requirement } from '#core/actions/verdict';

const groupNames = ['owners', 'commanders', 'database'];
const names = ['Ada', 'Bob', 'Cleo', 'Dora', 'Eve'];
const runs = { numRuns: 1_500 };

const groups = fc.uniqueArray(fc.constantFrom(...groupNames), { maxLength: 3 });
const decision: fc.Arbitrary<CountedDecision> = fc.record({
  actionHash: fc.constantFrom(...(['action', 'action', 'action', 'another'] as ActionHash[])),
  previewHash: fc.constantFrom('preview', 'preview', 'preview', 'another'),
  incident: fc.constant('incident'),
  answer: fc.constant('approve'),
  reason: fc.constant(''),
  channel: fc.constantFrom('page', 'cli'),
  breakGlass: fc.constant(false),
  nonce: fc.string(),
  expiresAt: fc.constantFrom('2026-11-21T03:20:00Z', '2026-11-21T03:20:00Z', '2026-11-21T03:00:00Z'),
  by: fc.constantFrom(...names).map((name) => ({ issuer: 'https://id.example', subject: name, name })),
  groups,
  authTime: fc.constant(Date.parse('2026-11-21T03:01:00Z') / 1_000),
  decidedAt: fc.constant('2026-11-21T03:02:00Z'),
  signedIn: fc.constantFrom(true, true, false),
});
const needs: fc.Arbitrary<Requirement> = fc.record({
  parts: fc.array(
    fc.record({
      count: fc.integer({ min: 1, max: 2 }),
      groups: fc.uniqueArray(fc.constantFrom(...groupNames), { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  signIn: fc.boolean(),
});
const decisions = fc.array(decision, { maxLength: 10 });

function judge(given: readonly CountedDecision[], asked: Requirement, startedBy = 'nobody') {
  return countApprovals({
    decisions: given,
    needs: asked,
    document: {
      startedBy: { name: startedBy, channel: 'cli', verified: false },
      proposal: { runId: 'run/1' as RunId, path: 'step', number: 1 },
      incident: { id: 'incident' as IncidentId, workflowId: 'incident' },
    },
    actionHash: 'action' as ActionHash,
    previewHash: 'preview',
    now: '2026-11-21T03:05:00Z',
  });
}

it('is never satisfied by fewer people than the parts ask for', () => {
  let satisfied = 0;
  fc.assert(
    fc.property(decisions, needs, (given, asked) => {
      if (judge(given, asked).missing !== undefined) return;
      satisfied++;
      const asking = asked.parts.reduce((sum, { count }) => sum + count, 0);
      expect(new Set(given.map(({ by }) => by.subject)).size).toBeGreaterThanOrEqual(asking);
    }),
    runs,
  );
  expect(satisfied).toBeGreaterThan(20);
});

it('is satisfied exactly when some choice of one place for each person fills all places', () => {
  fc.assert(
    fc.property(decisions, needs, (given, asked) => {
      const counting = given.filter(
        (one) =>
          one.actionHash === 'action' &&
          one.previewHash === 'preview' &&
          one.expiresAt > '2026-11-21T03:05:00Z' &&
          (one.signedIn || !asked.signIn),
      );
      const people = names.map((name) => counting.filter(({ by }) => by.name === name).flatMap((one) => one.groups));
      const places = asked.parts.flatMap(({ count, groups: of }) => Array.from({ length: count }, () => of));
      // Tries everybody for every place: slow, and plainly right.
      const canFill = (place: number, free: readonly (readonly string[])[]): boolean =>
        place === places.length ||
        free.some(
          (of, index) =>
            of.some((group) => places[place]?.includes(group)) &&
            canFill(
              place + 1,
              free.filter((_, other) => other !== index),
            ),
        );
      expect(judge(given, asked).missing === undefined).toBe(canFill(0, people));
    }),
    runs,
  );
});

it('is not helped by deciding again', () => {
  fc.assert(
    fc.property(decisions, needs, fc.integer({ min: 2, max: 4 }), (given, asked, times) => {
      const again = Array.from({ length: times }, (_, round) => given.map((one) => ({ ...one, nonce: `${round}` })));
      expect(judge(again.flat(), asked)).toEqual(judge(given, asked));
    }),
    runs,
  );
});

it('does not depend on the order in which the decisions came', () => {
  const shuffled = decisions.chain((given) =>
    fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length })),
  );
  fc.assert(
    fc.property(shuffled, needs, ([given, other], asked) => {
      expect(judge(other, asked)).toEqual(judge(given, asked));
    }),
    runs,
  );
});

it('never counts who started it', () => {
  fc.assert(
    fc.property(decisions, needs, fc.constantFrom(...names), (given, asked, starter) => {
      const without = given.filter(({ by }) => by.name !== starter);
      const judged = judge(given, asked, starter.toUpperCase());
      expect(judged.missing === undefined).toBe(judge(without, asked).missing === undefined);
      expect(judged.parts.flatMap(({ by }) => by)).not.toContainEqual(expect.objectContaining({ name: starter }));
    }),
    runs,
  );
});

it('is ended by any no, wherever it stands among the decisions', () => {
  fc.assert(
    fc.property(decisions, decision, fc.nat(10), needs, (given, no, place, asked) => {
      const rejection: CountedDecision = { ...no, actionHash: 'action' as ActionHash, answer: 'reject', reason: 'No.' };
      const all = [...given.slice(0, place), rejection, ...given.slice(place)];
      expect(judge(all, asked).missing).toContain('rejected it');
    }),
    runs,
  );
});
