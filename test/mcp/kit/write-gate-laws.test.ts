import type { RunId } from '#core/ids/workflow-ids';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  actionDocument,
  type Fault,
  gatedWrite,
  nothingAgainst,
  scriptedExecutor,
} from '../../negative-controls/scripted-executor.ts';

const documents = [1, 2].map((number) =>
  actionDocument({ proposal: { runId: 'run/1' as RunId, path: 'scale', number } }),
);

const fault: fc.Arbitrary<Fault> = fc.oneof(
  { weight: 12, arbitrary: fc.constant<Fault>('none') },
  { weight: 1, arbitrary: fc.constantFrom<Fault>('before', 'after') },
);
const attempt = fc.record({ document: fc.constantFrom(...documents), part: fc.constantFrom('do', 'undo') });
/** One attempt, or several at the same time. */
const turns = fc.array(fc.array(attempt, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 5 });

it('writes each part of an action at most once and never without its intent, whatever fails', async () => {
  let written = 0;
  let lost = 0;
  await fc.assert(
    fc.asyncProperty(turns, fc.infiniteStream(fault), async (given, script) => {
      const executor = scriptedExecutor({ fault: () => script.next().value });
      for (const attempts of given) {
        const ends = await Promise.allSettled(attempts.map((changes) => executor.write(changes)));
        for (const [index, end] of ends.entries()) {
          const asked = attempts[index];
          if (!asked) continue;
          const { actionHash } = gatedWrite({ ...nothingAgainst, ...asked });
          const effects = executor.writes.filter((one) => one.actionHash === actionHash && one.part === asked.part);
          // What is answered is certain.
          if (end.status === 'fulfilled' && end.value.kind === 'executed') expect(effects).toHaveLength(1);
        }
      }

      const seen = new Set<string>();
      for (const { actionHash, part } of executor.writes) {
        expect(seen).not.toContain(`${part} ${actionHash}`);
        seen.add(`${part} ${actionHash}`);
        const before = executor.events.slice(0, executor.events.indexOf(`write ${part} ${actionHash}`));
        expect(before).toContain(`record intent ${actionHash}`);
        expect(before).toContain(`mark ${part === 'do' ? 'intent' : 'undo-intent'} ${actionHash}`);
        if (part === 'undo') expect(before).toContain(`mark intent ${actionHash}`);
      }
      written += executor.writes.length;
      lost += Number(executor.events.some((event) => event.startsWith('record uncertain')));
    }),
    { numRuns: 250 },
  );
  // Otherwise nothing was tried.
  expect(written).toBeGreaterThan(60);
  expect(lost).toBeGreaterThan(5);
}, 60_000);

it('says that nothing was written only where nothing was, as far as its marks can be read', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(attempt, { maxLength: 6 }), fc.infiniteStream(fault), async (given, script) => {
      const executor = scriptedExecutor({
        fault: (port) => (port === 'marksOf' ? 'none' : script.next().value),
      });
      for (const asked of given) {
        const answer = await executor.write(asked).catch(() => undefined);
        if (answer === undefined || answer.kind === 'executed') continue;
        const { actionHash } = gatedWrite({ ...nothingAgainst, ...asked });
        expect(executor.events).not.toContain(`write ${asked.part} ${actionHash}`);
      }
    }),
    { numRuns: 150 },
  );
}, 60_000);
