import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonValue } from '#core/json/json-value';
import { project } from '#core/runbooks/expressions/project';
import type { CompiledRunbook } from '#core/runbooks/runbook-ir';
import { type RunFacts } from '#core/runbooks/run-facts';
import { type ReadAnswer, RunOutcome } from '#core/runs/run';
import { runVirtually } from '#rehearsals/run-virtually';
import type { TimedReply, World } from '#rehearsals/virtual-runtime';
import type { EffectEnd } from '#workflows/run/steps/runtime';
import { checkedLibrary } from '../support/checked-library.ts';
import { lookAgain, mutated } from '../support/random-documents.ts';

// What the checker accepts has to run, in whatever world: an expression may find nothing, a step may fail, the engine not.

const by = { name: 'Ada', channel: 'page', verified: true } as const;

interface Draw {
  readonly rolls: readonly number[];
  readonly data: JsonValue;
}

const draw: fc.Arbitrary<Draw> = fc.record({
  rolls: fc.array(fc.nat(99), { minLength: 8, maxLength: 8 }),
  data: fc.oneof(
    fc.constant({ services: [{ name: 'a' }, { name: 'b' }], error_ratio: 0, requests_per_second: 3 }),
    fc.constant({
      from: { revision: 3, version: 'v3' },
      to: { revision: 2, version: 'v2' },
      includes_migration: true,
      error_ratio: 0.001,
      requests_per_second: 1,
    }),
    fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<JsonValue>, {
      maxKeys: 6,
    }),
  ),
});

/** One that answers by chance: what a tool gives may be anything. */
function worldOf({ rolls, data }: Draw): World {
  let turn = 0;
  const roll = () => rolls[turn++ % rolls.length] ?? 0;
  const ended = <Success>(done: Exclude<EffectEnd<Success>, { kind: 'stopped' }>): TimedReply<Success> => {
    const chance = roll();
    const afterMilliseconds = 1 + chance * 700;
    if (chance < 70) return { afterMilliseconds, end: done };
    return chance < 90 ? { afterMilliseconds, end: { kind: 'failed', reason: 'by chance' } } : 'silent';
  };
  return {
    read: ({ select }) => ended<ReadAnswer>({ kind: 'done', data: project(data, select), evidence: [], summary: '' }),
    notify: () => ended<{ readonly summary: string }>({ kind: 'done', summary: '' }),
    write: () => ({
      afterMilliseconds: 5,
      end: { kind: 'done', outcome: roll() < 50 ? 'succeeded' : 'rejected', undoable: roll() < 50 },
    }),
    undo: () => ({ afterMilliseconds: 5, end: { kind: 'done', summary: '' } }),
  };
}

async function runs(runbook: CompiledRunbook, one: Draw): Promise<void> {
  const facts: RunFacts = {
    incident: {
      id: 'incident/test/1',
      title: 'Test',
      severity: 'critical',
      environment: 'production',
      service: 'checkout',
      services: ['checkout'],
      startedAt: '2026-01-01T00:00:00.000Z',
    },
    alert: { name: 'HighErrorRate', labels: {} },
    finding: { service: 'payments', cause: 'bad_release', confidence: 0.9, statement: 'A release.' },
  };
  const end = await runVirtually({
    runbook,
    subject: { facts, inputs: { count: 3 } },
    world: worldOf(one),
    people: { answer: () => ({ afterMilliseconds: 10, given: { answer: { kind: 'yes' }, by } }) },
  });
  expect(Object.values(RunOutcome)).toContain(end.outcome);
  for (const { state, endedAt } of end.steps) {
    expect(endedAt).toBeDefined();
    expect(['running', 'waiting']).not.toContain(state);
  }
}

export function describeRandomDocuments(numRuns: number): void {
  test(
    'what the checker accepts runs to its end without an engine error; what it refuses has a place and a remedy',
    { timeout: 600_000 },
    async () => {
      const seen = { accepted: 0, refused: 0 };
      await fc.assert(
        fc.asyncProperty(mutated, draw, async (text, one) => {
          const { runbooks, problems } = checkedLibrary({ 'random.yaml': text, 'again.yaml': lookAgain });
          const errors = problems.filter(({ severity }) => severity === 'error');
          for (const { line, column, remedy } of errors) {
            expect([line, column]).toEqual([expect.any(Number), expect.any(Number)]);
            expect(Math.min(line, column)).toBeGreaterThanOrEqual(1);
            expect(remedy).not.toBe('');
          }
          const runbook = runbooks.find(({ name }) => name !== 'look-again');
          if (runbook) seen.accepted++;
          else seen.refused++;
          expect(errors.length > 0).toBe(runbook === undefined);
          if (runbook) await runs(runbook, one);
        }),
        { numRuns },
      );
      console.log(`${numRuns} random runbooks: ${seen.accepted} accepted and run, ${seen.refused} refused`);
      // A generator whose runbooks are all refused, or none, would prove nothing.
      expect(seen.accepted).toBeGreaterThan(numRuns / 10);
      expect(seen.refused).toBeGreaterThan(numRuns / 10);
    },
  );
}
