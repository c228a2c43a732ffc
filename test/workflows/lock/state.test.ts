import { type ActionHash, parseActionHash } from '#core/ids/action-hash';
import { runOfWorkflow } from '#core/ids/workflow-ids';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LockGrant, LockRequest } from '#core/actions/service-lock';
import { announcedLock, lapsedLock, openLock, releasedLock, requestedLock } from '#workflows/lock/state';

const hashes = ['a', 'b', 'c'].map((letter) => parseActionHash(letter.repeat(64)));
const day = 86_400_000;

const request = (actionHash: ActionHash, more: Partial<LockRequest> = {}): LockRequest => ({
  actionHash,
  target: 'shop',
  part: 'do',
  leaseSeconds: 60,
  automatic: false,
  ...more,
});
const [one, other] = hashes as [ActionHash, ActionHash];

const Step = fc.oneof(
  fc.record({
    kind: fc.constant('request' as const),
    hash: fc.constantFrom(...hashes),
    part: fc.constantFrom('do' as const, 'undo' as const),
    target: fc.constantFrom('shop', 'pod-1'),
    lease: fc.integer({ min: 1, max: 7200 }),
  }),
  fc.record({
    kind: fc.constant('release' as const),
    hash: fc.constantFrom(...hashes),
    part: fc.constantFrom('do' as const, 'undo' as const),
    end: fc.constantFrom('good' as const, 'bad' as const, 'running' as const),
    narrowTo: fc.option(fc.constantFrom('shop', 'pod-1'), { nil: undefined }),
  }),
  fc.record({ kind: fc.constant('wait' as const), seconds: fc.integer({ min: 0, max: 10_000 }) }),
);

test('whatever is asked: one holder at a time, a fence that grows, and nothing on a target that nobody knows of', () => {
  fc.assert(
    fc.property(fc.array(Step, { maxLength: 60 }), (steps) => {
      let lock = openLock('staging', 'shop');
      let now = Date.UTC(2026, 0, 1);
      let held: (Extract<LockGrant, { kind: 'granted' }> & { readonly until: number }) | undefined;
      let fence = 0;
      for (const step of steps) {
        if (step.kind === 'wait') {
          now += step.seconds * 1000;
          continue;
        }
        if (held && held.until <= now) held = undefined;
        if (step.kind === 'release') {
          const { hash, part, end, narrowTo } = step;
          lock = releasedLock(lock, { actionHash: hash, part, end, narrowTo }, now);
          if (held?.actionHash === hash && held.part === part) held = undefined;
          continue;
        }
        const { hash, part, target, lease } = step;
        const isOwn = held?.actionHash === hash && held.part === part;
        const isNarrowed = lock.narrowed.some((narrowed) => narrowed.target === target);
        const taken = requestedLock(lock, request(hash, { part, target, leaseSeconds: lease }), now);
        lock = taken.lock;
        const { grant } = taken;
        expect(grant.kind).toBe(isOwn || (!held && !isNarrowed) ? 'granted' : 'busy');
        if (grant.kind !== 'granted') continue;
        expect(grant.fence).toBe(isOwn ? held?.fence : fence + 1);
        fence = grant.fence;
        held = { ...grant, until: now + lease * 1000 };
        expect(lock.holder).toMatchObject({ actionHash: hash, part, fence });
      }
      expect(lock.past.length).toBeLessThanOrEqual(200);
    }),
    { numRuns: 300 },
  );
});

test('a release by anybody but the holder is not listened to', () => {
  const { lock } = requestedLock(openLock('staging', 'shop'), request(one), 0);
  expect(releasedLock(lock, { actionHash: other, part: 'do', end: 'good' }, 1)).toEqual(lock);
  expect(releasedLock(lock, { actionHash: one, part: 'undo', end: 'bad' }, 1).holder).toBeDefined();
});

test('a lease that has passed frees the lock, and its action counts as bad', () => {
  const { lock } = requestedLock(openLock('staging', 'shop'), request(one, { leaseSeconds: 10 }), 0);
  expect(lapsedLock(lock, 9999).holder).toBeDefined();
  expect(lapsedLock(lock, 10_000)).toMatchObject({ holder: undefined, past: [{ end: 'bad' }] });
});

test('a target stays locked after an unknown end until its own action says what became of it', () => {
  let { lock } = requestedLock(openLock('staging', 'shop'), request(one), 0);
  lock = releasedLock(lock, { actionHash: one, part: 'do', end: 'bad', narrowTo: 'shop' }, 1);
  expect(requestedLock(lock, request(other), 2).grant).toMatchObject({ kind: 'busy', holder: one });
  expect(requestedLock(lock, request(other, { target: 'pod-1' }), 2).grant.kind).toBe('granted');
  lock = releasedLock(lock, { actionHash: other, part: 'do', end: 'good' }, 3);
  expect(requestedLock(lock, request(other), 4).grant.kind).toBe('busy');
  lock = releasedLock(lock, { actionHash: one, part: 'do', end: 'good' }, 5);
  expect(requestedLock(lock, request(other), 6).grant.kind).toBe('granted');
});

test('what was let through is counted for seven days, an undo is not', () => {
  let lock = requestedLock(openLock('staging', 'shop'), request(one), 0).lock;
  lock = releasedLock(lock, { actionHash: one, part: 'do', end: 'good' }, 1);
  lock = requestedLock(lock, request(one, { part: 'undo' }), 2).lock;
  lock = releasedLock(lock, { actionHash: one, part: 'undo', end: 'bad' }, 3);
  expect(lock.past).toMatchObject([{ actionHash: one, end: 'good' }]);
  expect(requestedLock(lock, request(other), 7 * day + 1).lock.past).toMatchObject([{ actionHash: other }]);
});

test('a proposal takes the place of an older one of the same step only', () => {
  const proposal = (actionHash: ActionHash, path: string) => ({
    actionHash,
    workflowId: `action/${actionHash}`,
    runId: runOfWorkflow('run/1'),
    path,
  });
  const first = announcedLock(openLock('staging', 'shop'), proposal(one, 'a'));
  expect(first.older).toBeUndefined();
  expect(announcedLock(first.lock, proposal(one, 'a')).older).toBeUndefined();
  expect(announcedLock(first.lock, proposal(other, 'b')).older).toBeUndefined();
  expect(announcedLock(first.lock, proposal(other, 'a')).older).toMatchObject({ actionHash: one });
});
