import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { builtProgram } from '#processes/built-program';
import { waitUntil } from '#processes/wait-until';
import { descendantsOf, stillRunning } from '../support/descendants.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'holdfast-demo-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

function startDemo(...args: string[]): ChildProcess & { said: () => string; printed: () => string } {
  const child = spawn(process.execPath, [builtProgram('cli/main'), 'demo', '--home', home, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let printed = '';
  child.stderr.on('data', (data: Buffer) => (said += data.toString()));
  child.stdout.on('data', (data: Buffer) => (printed += data.toString()));
  return Object.assign(child, { said: () => said, printed: () => printed });
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('close', (code) => resolve(code)));
}

const untilHealthy = (demo: ReturnType<typeof startDemo>) =>
  waitUntil('the shop', () => demo.said().includes('runs healthy'), {
    timeoutMilliseconds: 60_000,
    everyMilliseconds: 100,
  });

async function untilEnded(processes: ReadonlyMap<number, string>): Promise<void> {
  expect([...processes.values()].join()).toContain('temporal');
  await waitUntil(
    'every process of the demo to end',
    () => {
      const left = stillRunning(processes);
      if (left.length > 0) throw new Error(left.join('\n'));
      return true;
    },
    { timeoutMilliseconds: 10_000, everyMilliseconds: 100 },
  );
}

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
});

test(
  'demo --once --json: one object on standard output, the release named, the decoy cleared, no process left',
  {
    timeout: 180_000,
  },
  async () => {
    const demo = startDemo('--once', '--json');
    const exited = exitOf(demo);
    await untilHealthy(demo);
    const processes = descendantsOf(demo.pid ?? 0);
    expect(await exited, demo.said()).toBe(0);
    const result = Result.parse(JSON.parse(demo.printed()));
    expect(result.items.map(({ state }) => state)).toEqual(['answered', 'answered', 'answered', 'answered']);
    expect(result.findings[0]).toMatchObject({ service: 'payments', cause: 'bad_release' });
    expect(existsSync(result.briefPath)).toBe(true);
    expect(demo.said()).toMatch(/LIKELY payments v1\.8\.3/);
    const { ruledOut } = JSON.parse(readFileSync(result.briefPath, 'utf8')) as { ruledOut: { subject: string }[] };
    expect(ruledOut.map(({ subject }) => subject).join()).toContain('mailer');
    await untilEnded(processes);
  },
);

test.each([
  ['Ctrl-C', 'SIGINT', 130],
  ['a crash', 'SIGKILL', null],
] as const)('after %s no process of the demo is left', { timeout: 90_000 }, async (_, signal, code) => {
  const demo = startDemo();
  const exited = exitOf(demo);
  await untilHealthy(demo);
  const processes = descendantsOf(demo.pid ?? 0);
  demo.kill(signal);
  expect(await exited, demo.said()).toBe(code);
  await untilEnded(processes);
});
