import type { ActionHash } from '#core/ids/action-hash';
import { expect, it } from 'vitest';
import type { Write } from '#mcp/kit/define-write-tool';
import { ToolFailure } from '#mcp/kit/tool-failure';
import type { ConditionalWrite } from '#mcp/servers/conditional-write';
import {
  type GuardedTarget,
  type TargetState,
  traceGuarded,
  tryGuarded,
  writeGuarded,
} from '#mcp/servers/guarded-write';

const { signal } = new AbortController();
const write: Write<unknown> = {
  environment: 'production',
  service: 'stock',
  backEnd: undefined,
  parameters: {},
  part: 'do',
  actionHash: 'a'.repeat(64) as ActionHash,
  target: { kind: 'service', name: 'stock', uid: 'u1' },
  precondition: { replicas: 1 },
};
const asProposed: TargetState = {
  kind: 'service',
  name: 'stock',
  uid: 'u1',
  fields: { replicas: 1 },
  resourceVersion: '1',
};

/** A target that is seen in one state after the other, the last one for good. */
function seenAs(...states: readonly Partial<TargetState>[]): GuardedTarget<TargetState> {
  let looks = 0;
  return {
    read: () => Promise.resolve({ ...asProposed, ...states[Math.min(looks++, states.length - 1)] }),
    findWrite: () => Promise.resolve(undefined),
  };
}

/** A back end that answers in order, the last one for good, and tells what it was asked. */
function backEnd(...answers: readonly (ToolFailure | boolean)[]) {
  const asked: string[] = [];
  const request: ConditionalWrite = ({ resourceVersion }) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)]!;
    asked.push(resourceVersion);
    if (answer instanceof ToolFailure) return Promise.reject(answer);
    return Promise.resolve({ changed: answer, instances: ['stock-1'] });
  };
  return { asked, send: () => request };
}

const conflict = new ToolFailure('PRECONDITION_FAILED', 'it is at 2', { retryable: true });
const done = 'done';

it('What changes and is not material does not stop a write, nor its preview', async () => {
  const states = [{ resourceVersion: '1' }, { resourceVersion: '2' }];
  const { asked, send } = backEnd(conflict, true);
  expect(await writeGuarded(write, seenAs(...states), { send, done }, signal)).toBe(done);
  expect(asked).toEqual(['1', '2']);
  const again = backEnd(conflict, true);
  expect((await tryGuarded(write, seenAs(...states), again.send, signal)).state.resourceVersion).toBe('2');
});

it('What changes and is material stops it before it is sent again', async () => {
  const { asked, send } = backEnd(conflict, true);
  const target = seenAs({}, { resourceVersion: '2', fields: { replicas: 9 } });
  await expect(writeGuarded(write, target, { send, done }, signal)).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
    message: 'stock has replicas 9, not 1. Nothing was written; propose it again.',
  });
  expect(asked).toHaveLength(1);
});

it('It is given up where the back end goes on changing, and that is certain', async () => {
  const { asked, send } = backEnd(conflict);
  await expect(writeGuarded(write, seenAs({}), { send, done }, signal)).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
    retryable: false,
  });
  expect(asked).toHaveLength(4);
});

it.each([
  new ToolFailure('UPSTREAM_UNAVAILABLE', 'no answer', { retryable: true }),
  new ToolFailure('PRECONDITION_FAILED', 'a budget forbids it'),
  new ToolFailure('INVALID_ARGUMENT', 'at most 10'),
])('A write that failed otherwise is not sent again: $code $message', async (failure) => {
  const { asked, send } = backEnd(failure, true);
  await expect(writeGuarded(write, seenAs({}), { send, done }, signal)).rejects.toBe(failure);
  expect(asked).toHaveLength(1);
});

it('A back end that has nothing to do has written nothing', async () => {
  const { send } = backEnd(false);
  await expect(writeGuarded(write, seenAs({}), { send, done }, signal)).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
    message: 'There is nothing to change: stock is as wanted already.',
  });
});

it('A write that carries its mark is found, though it came while the state was read', async () => {
  let written = false;
  const target: GuardedTarget<TargetState> = {
    read: () => {
      written = true;
      return Promise.resolve(asProposed);
    },
    findWrite: () => Promise.resolve(written ? '2026-01-01T00:00:00Z' : undefined),
  };
  expect(await traceGuarded(write, target, signal)).toMatchObject({ kind: 'took_effect' });
  written = false;
  const { asked, send } = backEnd(true);
  await writeGuarded(write, target, { send, done }, signal);
  expect(asked).toEqual([]);
});

it.each<[string, Partial<Write<unknown>>]>([
  ['says nothing', { precondition: {} }],
  ['says more than is known', { precondition: { replicas: 1, version: 'v1' } }],
  ['is of another kind of thing', { target: { ...write.target, kind: 'instance' } }],
])('A precondition that %s guards nothing and is refused', async (_, change) => {
  const { asked, send } = backEnd(true);
  const attempt = writeGuarded({ ...write, ...change }, seenAs({}), { send, done }, signal);
  await expect(attempt).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  expect(asked).toEqual([]);
});
