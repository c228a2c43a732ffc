import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { builtProgram } from '#processes/built-program';
import { obtainNode24 } from '../support/node-24.ts';

// The built command on the next version of Node with long support.

const node = await obtainNode24().catch((error: unknown) => error as Error);
const title = node instanceof Error ? `Node 24 (skipped: ${node.message})` : `Node ${node.version}`;

describe.skipIf(node instanceof Error)(title, () => {
  const home = mkdtempSync(join(tmpdir(), 'holdfast-later-node-'));
  afterAll(() => rmSync(home, { recursive: true }));

  function holdfast(command: string) {
    const { path } = node as Exclude<typeof node, Error>;
    const { status, stdout, stderr } = spawnSync(path, [builtProgram('cli/main'), ...command.split(' ')], {
      cwd: join(import.meta.dirname, '..', '..'),
      encoding: 'utf8',
      env: { ...process.env, HOLDFAST_HOME: home },
    });
    return { status, stdout, stderr };
  }

  test('is what these tests run on', () => {
    const { path } = node as Exclude<typeof node, Error>;
    const { stdout } = spawnSync(path, ['--print', 'process.versions.node'], { encoding: 'utf8' });
    expect(Number.parseInt(stdout, 10)).toBeGreaterThanOrEqual(24);
  });

  test.each([
    { command: '--help', status: 0, says: 'A durable workflow engine for incident runbooks' },
    { command: 'runbook check runbooks', status: 0, says: '0 errors' },
    { command: 'runbook rehearse roll-back-bad-release', status: 0, says: 'roll-back-bad-release' },
    { command: 'audit verify', status: 2, says: 'Cannot read the public keys' },
  ])('runs holdfast $command', ({ command, status, says }) => {
    const end = holdfast(command);
    // A deprecation that Node warns of is an error of the version after.
    expect(end.stderr).not.toContain('Warning');
    expect(end).toMatchObject({ status });
    expect(end.stdout + end.stderr).toContain(says);
  });
});
