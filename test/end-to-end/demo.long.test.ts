import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { homeFolders } from '#records/home';
import { auditSources, readKeys } from '#records/read-audit';
import { verifyAudit } from '#records/verify-audit';
import { exitOf, startDemoProcess, untilEnded, untilHealthy } from '../support/demo-process.ts';
import { descendantsOf } from '../support/descendants.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'holdfast-demo-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

// The object's keys are a promise to scripts.
const Result = z.strictObject({
  incidentId: z.string().regex(/^incident\/lab\/[0-9a-f]{16}-[0-9a-f]{8}$/),
  workflowId: z.string().regex(/^incident\/lab\/[0-9a-f]{16}$/),
  briefPath: z.string(),
  webhookToBriefMs: z.number().int().positive(),
  items: z.array(z.strictObject({ id: z.string(), state: z.enum(['answered', 'not_applicable', 'could_not_check']) })),
  findings: z.array(
    z.strictObject({
      service: z.string(),
      cause: z.string(),
      confidence: z.number().min(0).max(1),
      evidence: z.array(z.string().regex(/^ev_[0-9a-f]{64}$/)).min(1),
    }),
  ),
  writes: z.array(
    z.strictObject({
      actionHash: z.string().regex(/^[0-9a-f]{64}$/),
      state: z.string(),
      approvedBy: z.array(z.string()),
    }),
  ),
  resolvedMs: z.number().int().positive(),
});

test(
  'demo --once --json: one object on standard output, the release named and rolled back as approved, no process left',
  {
    timeout: 420_000,
  },
  async () => {
    const demo = startDemoProcess(home, '--once', '--json');
    const exited = exitOf(demo);
    await untilHealthy(demo);
    const processes = descendantsOf(demo.pid ?? 0);
    expect(await exited, demo.said()).toBe(0);
    const result = Result.parse(JSON.parse(demo.printed()));
    expect(result.items.length).toBeGreaterThan(4);
    expect(new Set(result.items.map(({ state }) => state))).toEqual(new Set(['answered']));
    expect(result.findings[0]).toMatchObject({ service: 'payments', cause: 'bad_release' });
    expect(existsSync(result.briefPath)).toBe(true);
    // How sure it is depends on how much Prometheus had seen of payments itself when the first alert came.
    expect(demo.said()).toMatch(/(LIKELY|POSSIBLE) payments v1\.8\.3/);
    const { ruledOut } = JSON.parse(readFileSync(result.briefPath, 'utf8')) as { ruledOut: { subject: string }[] };
    expect(ruledOut.map(({ subject }) => subject).join()).toContain('mailer');
    expect(result.writes).toEqual([
      { actionHash: result.writes[0]?.actionHash, state: 'verified', approvedBy: ['linus'] },
    ]);
    const { audit, keys } = homeFolders(home);
    const verified = await verifyAudit({
      sources: await auditSources(audit),
      keys: await readKeys(join(keys, 'public')),
    });
    expect(verified.findings).toEqual([]);
    await untilEnded(processes);
  },
);
