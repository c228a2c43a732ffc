import type { ActionHash } from '#core/ids/action-hash';
import { expect, test } from 'vitest';
import type { ActionDependencies } from '#activities/actions/dependencies';
import { createActionActivities } from '#activities/actions/index';
import type { ActionDocument, Preview } from '#core/actions/action';
import type { DecisionAnswer, VerifiedDecision } from '#core/actions/decision';
import { inActivity } from '../../support/in-activity.ts';

const verified = (answer: DecisionAnswer) =>
  ({
    kind: 'verified',
    jws: 'x',
    signedIn: true,
    claims: { answer, reason: 'because', by: { issuer: 'i', subject: 's', name: 'n' } },
  }) as unknown as VerifiedDecision;

async function verify(found: VerifiedDecision) {
  const done: string[] = [];
  const dependencies = {
    parseAction: () => ({ document: { server: 'infrastructure', incident: { id: 'i' } } as ActionDocument }),
    gateOf: () => ({}),
    verifyDecision: async () => found,
    mark: async (_: string, mark: string) => void done.push(`mark ${mark}`),
    recordDecision: async (record: { found: VerifiedDecision }) => void done.push(`record ${record.found.kind}`),
  } as unknown as ActionDependencies;
  const request = {
    bytes: '{}',
    actionHash: 'a'.repeat(64) as ActionHash,
    preview: {} as Preview,
    previewHash: 'b'.repeat(64),
    decision: { jws: 'x' },
    receivedAt: '2026-11-01T03:00:00.000Z',
  };
  expect(await inActivity(() => createActionActivities(dependencies).verifyDecision(request))).toEqual(found);
  return done;
}

test('a rejection is marked before it is recorded: no other history of the action can write any more', async () => {
  expect(await verify(verified('reject'))).toEqual(['mark rejected', 'record verified']);
  expect(await verify(verified('by_hand'))).toEqual(['mark withdrawn', 'record verified']);
});

test('an approval marks nothing, and a decision that does not count is on record too', async () => {
  expect(await verify(verified('approve'))).toEqual(['record verified']);
  expect(await verify({ kind: 'refused', reason: 'late' })).toEqual(['record refused']);
});
