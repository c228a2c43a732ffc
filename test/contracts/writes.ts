import { expect, it } from 'vitest';
import type { ActionHash } from '#core/ids/action-hash';
import type { MaterialFields } from '#core/actions/action';
import { type WriteToolParts, undoOf } from '../support/write-tool-parts.ts';
import type { Clause } from './contract.ts';
import { failureOf } from './ends.ts';

/** What a system that a write tool changes shows of one service. */
export interface WriteFacts {
  readonly service: string;
  /** Something to change, other than what was asked for before. */
  wish(): Promise<Readonly<Record<string, unknown>>>;
  /** What the tool's precondition has to name, as it is now. */
  material(parameters: Readonly<Record<string, unknown>>): Promise<MaterialFields>;
  /** What an undo brings back, as it is now. */
  state(): Promise<unknown>;
  /** The hashes of the actions that took effect, with `:undo` after those that were undone; oldest first. */
  effects(): Promise<readonly (string | undefined)[]>;
  /** The same tool on a connection that breaks before a write arrives, or after it was carried out. */
  lossy(when: 'before' | 'after', tool: WriteToolParts): Promise<WriteToolParts>;
  /** Nothing is under way any more. */
  settled(): Promise<void>;
}

let actions = 0;

async function proposed({ backEnd: tool, service, wish }: { readonly backEnd: WriteToolParts } & WriteFacts) {
  const hash = (++actions).toString(16).padStart(64, 'a') as ActionHash;
  return tool.proposed(service, await wish(), hash);
}

/** The promises of every write tool, whatever it changes. */
export const writeClauses: readonly Clause<WriteToolParts, WriteFacts>[] = [
  {
    sentence: 'a plan names the current state as its precondition, and its target by a uid',
    async check(world) {
      const { planned, write } = await proposed(world);
      expect(planned.precondition).toEqual(await world.material(write.parameters));
      expect(Object.keys(planned.precondition)).not.toEqual([]);
      expect(planned.target.uid).not.toBe('');
    },
  },
  {
    sentence: 'a preview says what would change, and changes nothing',
    async check(world) {
      const { write } = await proposed(world);
      const before = [await world.effects(), await world.state()];
      const { changes, instances } = await world.backEnd.preview(write);
      expect(changes.length + instances.length).toBeGreaterThan(0);
      expect([await world.effects(), await world.state()]).toEqual(before);
    },
  },
  {
    sentence: 'a write whose precondition no longer holds, or whose target is another by now, writes nothing',
    async check({ backEnd: tool, ...world }) {
      const { write } = await proposed({ backEnd: tool, ...world });
      const before = await world.effects();
      for (const [name, value] of Object.entries(write.precondition)) {
        const stale = typeof value === 'number' ? value + 1 : `${String(value)}x`;
        const other = { ...write, precondition: { ...write.precondition, [name]: stale } };
        expect(await failureOf(tool.write(other))).toMatchObject({ code: 'PRECONDITION_FAILED' });
        expect(await failureOf(tool.preview(other))).toMatchObject({ code: 'PRECONDITION_FAILED' });
      }
      const another = { ...write, target: { ...write.target, uid: 'another' } };
      expect(await failureOf(tool.write(another))).toMatchObject({ code: 'PRECONDITION_FAILED' });
      expect(await world.effects()).toEqual(before);
    },
  },
  {
    sentence: 'a write that is sent again, at once or later, has no second effect, and says so',
    async check({ backEnd: tool, ...world }) {
      const { write } = await proposed({ backEnd: tool, ...world });
      const before = await world.effects();
      const atOnce = await Promise.all([tool.write(write), tool.write(write)]);
      const later = await tool.write(write);
      expect(atOnce.some((result) => result !== later)).toBe(true);
      expect(await world.effects()).toEqual([...before, write.actionHash]);
      await world.settled();
    },
  },
  {
    sentence: 'of two actions for the same state one is written, and the other writes nothing',
    async check({ backEnd: tool, ...world }) {
      const { write } = await proposed({ backEnd: tool, ...world });
      const other = { ...write, actionHash: 'f'.repeat(64) as ActionHash };
      const before = await world.effects();
      const ends = await Promise.allSettled([tool.write(write), tool.write(other)]);
      expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(ends.find(({ status }) => status === 'rejected')).toMatchObject({
        reason: { code: 'PRECONDITION_FAILED' },
      });
      expect(await world.effects()).toHaveLength(before.length + 1);
      await world.settled();
    },
  },
  {
    sentence: 'a write that never arrived had no effect, and reading alone says so',
    async check({ backEnd: tool, ...world }) {
      const { write } = await proposed({ backEnd: tool, ...world });
      const before = await world.effects();
      const lossy = await world.lossy('before', tool);
      expect(await failureOf(lossy.write(write))).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
      expect(await tool.trace(write)).toMatchObject({ kind: 'no_effect' });
      expect(await world.effects()).toEqual(before);
    },
  },
  {
    sentence: 'a write whose answer was lost is found by its mark, and trying it again does no harm',
    async check({ backEnd: tool, ...world }) {
      const { write } = await proposed({ backEnd: tool, ...world });
      const before = await world.effects();
      const lossy = await world.lossy('after', tool);
      expect(await failureOf(lossy.write(write))).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
      expect(await tool.trace(write)).toMatchObject({ kind: 'took_effect' });
      await tool.write(write);
      expect(await world.effects()).toEqual([...before, write.actionHash]);
      await world.settled();
    },
  },
  {
    sentence: 'an undo brings the earlier state back, once',
    capability: 'undo',
    async check({ backEnd: tool, ...world }) {
      const { planned, write } = await proposed({ backEnd: tool, ...world });
      const earlier = await world.state();
      const before = await world.effects();
      await tool.write(write);
      await world.settled();
      expect(await world.state()).not.toEqual(earlier);
      const undo = undoOf(planned, write);
      expect(await tool.trace(undo)).toMatchObject({ kind: 'no_effect' });
      await tool.write(undo);
      await tool.write(undo);
      await world.settled();
      expect(await world.state()).toEqual(earlier);
      expect(await world.effects()).toEqual([...before, write.actionHash, `${write.actionHash}:undo`]);
      expect(await tool.trace(write)).toMatchObject({ kind: 'took_effect' });
    },
  },
];

/** Registers the tests of one write tool before one system. `open` is called once a test, when the system runs. */
export function describeWrites(
  open: () => { readonly tool: WriteToolParts; readonly facts: WriteFacts },
  { undo }: { readonly undo: boolean },
): void {
  for (const { sentence, capability, check } of writeClauses) {
    it(sentence, async ({ skip }) => {
      if (capability === 'undo' && !undo) skip('it cannot be undone');
      const { tool, facts } = open();
      const { signal } = new AbortController();
      await check({ ...facts, backEnd: tool, signal, patienceMilliseconds: 20_000 });
    });
  }
}
