import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { exitOf, startDemoProcess, untilEnded, untilHealthy } from '../support/demo-process.ts';
import { descendantsOf } from '../support/descendants.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'holdfast-demo-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

test.each([
  ['Ctrl-C', 'SIGINT', 130],
  ['a crash', 'SIGKILL', null],
] as const)('after %s no process of the demo is left', { timeout: 90_000 }, async (_, signal, code) => {
  const demo = startDemoProcess(home);
  const exited = exitOf(demo);
  await untilHealthy(demo);
  const processes = descendantsOf(demo.pid ?? 0);
  demo.kill(signal);
  expect(await exited, demo.said()).toBe(code);
  await untilEnded(processes);
});
