import pLimit from 'p-limit';
import { beforeAll, expect, test } from 'vitest';
import type { KillMoments } from '../support/kill-moments.ts';
import { investigate, investigateKilledAt } from './captured-investigation.ts';

/** That an investigation over captured replies ends with the same brief, whenever the investigator is killed by SIGKILL. */
export function describeKilledInvestigator(moments: KillMoments): void {
  let reference: Awaited<ReturnType<typeof investigate>>;
  beforeAll(async () => {
    reference = await investigate();
  });

  test.each([
    { name: 'with its workflow cached', cachedWorkflows: 100 },
    { name: 'replayed at each task', cachedWorkflows: 0 },
  ])('killed and started again it gives the same bytes, $name', { timeout: 1_800_000 }, async ({ cachedWorkflows }) => {
    const killedAt = moments(reference.history);
    expect(killedAt.length).toBeGreaterThan(5);
    const turns = pLimit(3);
    const briefs = await Promise.all(killedAt.map((event) => turns(() => investigateKilledAt(event, cachedWorkflows))));
    for (const [index, brief] of briefs.entries()) {
      expect(brief, `killed at event ${killedAt[index]}`).toBe(reference.brief);
    }
  });
}
