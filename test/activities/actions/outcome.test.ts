import type { ActionHash } from '#core/ids/action-hash';
import { expect, test } from 'vitest';
import type { ActionDependencies } from '#activities/actions/dependencies';
import { createActionActivities } from '#activities/actions/index';
import type { WriteGate } from '#core/actions/gated-write';
import type { ActionDocument } from '#core/actions/action';
import { inActivity } from '../../support/in-activity.ts';

const document = { server: 'infrastructure' } as ActionDocument;

function reconcile(given: {
  marks: readonly string[];
  trace?: Awaited<ReturnType<WriteGate['trace']>>;
  part?: 'undo';
  begunMeanwhile?: true;
}) {
  let marks = given.marks;
  const recorded: unknown[] = [];
  let traced = 0;
  const gate = {
    trace: async () => {
      traced += 1;
      if (!given.trace) throw new Error('the back end is away');
      return given.trace;
    },
  } as unknown as WriteGate;
  const dependencies = {
    parseAction: () => ({ document }),
    gateOf: (server: string) => (server === 'infrastructure' ? gate : undefined),
    marksOf: async () => new Set(marks),
    mark: async (_: string, mark: string) => {
      marks = [...marks, mark, ...(given.begunMeanwhile ? ['intent'] : [])];
    },
    recordOutcome: async (record: unknown) => void recorded.push(record),
  } as unknown as ActionDependencies;
  const request = { bytes: '{}', actionHash: 'a'.repeat(64) as ActionHash, part: given.part ?? 'do' } as const;
  return {
    recorded,
    traced: () => traced,
    answer: inActivity(() => createActionActivities(dependencies).reconcileAction(request)),
  };
}

test('what had not begun is closed, so that it cannot begin any more, and nobody is asked', async () => {
  const { answer, traced } = reconcile({ marks: [] });
  expect(await answer).toMatchObject({ kind: 'not_executed', isCertain: true });
  expect(traced()).toBe(0);
});

test('what began while it was closed is looked for like everything that has begun', async () => {
  const trace = { kind: 'no_effect', reason: 'still as before' } as const;
  expect(await reconcile({ marks: [], trace, begunMeanwhile: true }).answer).toMatchObject({ isCertain: false });
});

test('an undo that had not begun is looked for once more: nothing closes it', async () => {
  const { answer, traced } = reconcile({ marks: ['intent', 'result'], part: 'undo' });
  expect(await answer).toMatchObject({ kind: 'not_executed', isCertain: false });
  expect(traced()).toBe(0);
});

test('what the back end shows is the outcome; an effect is put on record', async () => {
  const took = reconcile({ marks: ['intent'], trace: { kind: 'took_effect', result: 'at revision 4' } });
  expect(await took.answer).toEqual({ kind: 'executed', result: 'at revision 4' });
  expect(took.recorded).toMatchObject([{ result: 'at revision 4', part: 'do' }]);
  const none = reconcile({ marks: ['intent'], trace: { kind: 'no_effect', reason: 'still as before' } });
  expect(await none.answer).toEqual({ kind: 'not_executed', reason: 'still as before', isCertain: false });
  expect(none.recorded).toEqual([]);
});

test('what nobody can tell is unknown, and what cannot be found out now is tried again', async () => {
  const { answer, recorded } = reconcile({
    marks: ['intent'],
    trace: { kind: 'cannot_tell', reason: 'changed since' },
  });
  expect(await answer).toEqual({ kind: 'unknown', reason: 'changed since' });
  expect(recorded).toEqual([]);
  await expect(reconcile({ marks: ['intent'] }).answer).rejects.toThrow('the back end is away');
});
