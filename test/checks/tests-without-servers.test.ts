import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testsWithoutServers } from './tests-without-servers.ts';

const files = testsWithoutServers(join(import.meta.dirname, '..', '..'));

test.each(['test/core/policy/freezes.test.ts', 'test/gateway/pages/pages.test.ts', 'test/records/audit-log.test.ts'])(
  '%s starts no server',
  (file) => {
    expect(files).toContain(file);
    expect(files.length).toBeGreaterThan(100);
  },
);

test.each([
  ['asks for the Temporal server', 'test/end-to-end/stolen-identities.test.ts'],
  ['imports what asks for it', 'test/workflows/run/run-runbook.test.ts'],
  ['imports what starts processes', 'test/lab/lab.test.ts'],
  ['starts one itself', 'test/processes/spawn-owned.test.ts'],
  ['is of another tier', 'test/rehearsals/interpreter.nightly.test.ts'],
])('one that %s is left out: %s', (_, file) => {
  expect(files).not.toContain(file);
});
