import { runOfWorkflow } from '#core/ids/workflow-ids';
import { expect, test } from 'vitest';
import { maskRuns } from '#gateway/mask-runs';
import type { Runs } from '#temporal/ports';
import { createMasker } from '#records/masking/create-masker';

const by = { name: 'alice', channel: 'page', verified: false } as const;
const secret = 'password=correct-horse-battery';

test('a secret that somebody types reaches no history: neither in an answer, nor in an input, nor in a reason', async () => {
  const sent: unknown[] = [];
  const take = async (...message: readonly unknown[]) => void sent.push(message);
  const none = () => Promise.reject(new Error('not asked for'));
  const runs: Runs = {
    get: none,
    list: none,
    resume: none,
    start: async (...message) => {
      sent.push(message);
      return runOfWorkflow('run/alone/1');
    },
    answer: take,
    pause: take,
    skip: take,
    cancel: take,
    handsOff: take,
  };
  const masked = maskRuns(runs, createMasker({ patterns: [] }));
  await masked.start({ runbook: 'a', inputs: { note: secret }, by });
  await masked.answer('r', { path: 'sure', answer: { kind: 'no', reason: secret }, by });
  await masked.answer('r', { path: 'sure', answer: { kind: 'form', values: { note: secret } }, by });
  await masked.pause('r', { reason: secret, by });
  await masked.skip('r', { path: 'sure', reason: secret, by });
  await masked.cancel('r', { reason: secret, by });
  await masked.handsOff('i', { off: true, reason: secret, by });
  expect(sent).toHaveLength(7);
  expect(JSON.stringify(sent)).not.toContain('correct-horse');
  expect(JSON.stringify(sent)).toContain('"path":"sure"');
});
