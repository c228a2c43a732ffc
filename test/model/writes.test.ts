import { expect, it } from 'vitest';
import { environments } from './policies.ts';
import { reportLines } from './report-lines.ts';
import { runSequences } from './run-sequences.ts';

it('lets nothing happen that was not approved, whatever comes in whatever order', { timeout: 240_000 }, async () => {
  const report = await runSequences({ steps: 3_000, seed: 300 });
  process.stdout.write(`${reportLines(report).join('\n')}\n`);
  expect(report.failure).toBeUndefined();
  // Where nothing is ever written, nothing unlawful is either.
  for (const environment of environments)
    for (const what of [
      'do scale_deployment',
      'do restart_deployment',
      'do rollback_deployment',
      'undo scale_deployment',
    ])
      expect.soft(report.effects.get(`${what} in ${environment}`) ?? 0, `${what} in ${environment}`).toBeGreaterThan(0);
});
