import { describe, expect, it } from 'vitest';
import type { ActionState } from '#core/actions/action';
import type { ActionRecord } from '#core/actions/action-work';
import { checkWrite, type Known } from './check-write.ts';
import type { TriedWrite } from './tried-write.ts';

const actionHash = 'a'.repeat(64);
const at = '2026-11-21T03:00:05.000Z';
const effect = { at, service: 'ledger', kind: 'rollout', action: actionHash } as const;
const intent = { kind: 'intent', part: 'do', at: '2026-11-21T03:00:04.000Z' };
const result = { kind: 'result', part: 'do', state: 'executed', at: '2026-11-21T03:00:06.000Z' };

function known(
  changed: Partial<Omit<Known, 'record'>> & { states?: readonly ActionState[]; stuck?: string } = {},
): Known {
  const { states = ['proposed', 'executed', 'verified'], stuck, ...rest } = changed;
  const steps = states.map((state) => ({ state, at }));
  const write = { actionHash, ended: true, unknown: new Set(), ...(stuck ? { stuck } : {}) } as unknown as TriedWrite;
  return {
    write,
    record: { steps, state: steps.at(-1)?.state } as unknown as ActionRecord,
    effects: new Map([[actionHash, [effect]]]),
    marks: new Set(['intent', 'result']),
    story: [intent, result],
    ...rest,
  };
}

const kindsOf = (changed: Parameters<typeof known>[0]) => checkWrite(known(changed)).map(({ kind }) => kind);

describe('what is held against a write', () => {
  it('is nothing where it took effect once and says so', () => {
    expect(kindsOf({})).toEqual([]);
  });
  it('is that it took effect twice', () => {
    expect(kindsOf({ effects: new Map([[actionHash, [effect, effect]]]) })).toEqual(['doubled']);
  });
  it('is that its undo took effect twice', () => {
    const twice = new Map([
      [actionHash, [effect]],
      [`${actionHash}:undo`, [effect, effect]],
    ]);
    const story = [intent, result, { ...intent, part: 'undo' }, { ...result, part: 'undo' }];
    const states = ['executed', 'verified', 'undoing', 'undone'] as const;
    expect(kindsOf({ effects: twice, states, story, marks: new Set(['intent', 'undo-intent']) })).toEqual(['doubled']);
  });
  it('is that it failed with an effect', () => {
    expect(kindsOf({ states: ['proposed', 'locked', 'failed'] })).toEqual(['lied']);
  });
  it('is that the audit log ever said of an effect that there was none', () => {
    expect(kindsOf({ story: [intent, { ...result, state: 'failed' }, result] })).toEqual(['lied']);
  });
  it('is that it is told to be written, and is not', () => {
    expect(kindsOf({ effects: new Map() })).toEqual(['lied']);
  });
  it('is that its intent was not on record before', () => {
    expect(kindsOf({ story: [{ ...intent, at: '2026-11-21T03:00:07.000Z' }, result] })).toEqual(['silent']);
    expect(kindsOf({ marks: new Set(['result']) })).toEqual(['silent']);
  });
  it('is that no record tells what came of it', () => {
    expect(kindsOf({ story: [intent] })).toEqual(['silent']);
  });
  it('is that it does not end', () => {
    expect(kindsOf({ stuck: 'locked for 150 s' })).toEqual(['stuck']);
  });
  it('is that nobody was told that nobody knows', () => {
    expect(kindsOf({ states: ['proposed', 'locked', 'unknown', 'executed', 'verified'] })).toEqual(['untold']);
  });
});
