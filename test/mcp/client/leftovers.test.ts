import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createToolHub } from '#mcp/client/hub';
import { builtProgram } from '#processes/built-program';
import { waitUntil } from '#processes/wait-until';
import { livingWith } from '../../processes/living.ts';
import { collectingAudit, oneWordMasker } from '../../support/tool-server-parts.ts';

const program = builtProgram('test/support/tool-servers/odd-server');

it('ends a server that ignores the end of its input and SIGTERM, and what it has started', async () => {
  const mark = `stubborn --mark-${process.pid}-a`;
  const args = [program, ...mark.split(' ')];
  const hub = createToolHub({
    servers: { odd: { kind: 'stdio', command: process.execPath, args } },
    audit: collectingAudit(),
    masker: oneWordMasker,
  });
  await hub.tools('odd');
  expect(livingWith(mark).length).toBeGreaterThan(0);
  await hub.close();
  expect(livingWith(mark)).toEqual([]);
});

it('leaves no server behind when its owner gets SIGKILL', async () => {
  const mark = `stubborn --mark-${process.pid}-b`;
  const script = `
    import { collectingAudit, oneWordMasker } from ${JSON.stringify(builtProgram('test/support/tool-server-parts'))};
    import { createToolHub } from ${JSON.stringify(builtProgram('mcp/client/hub'))};
    const args = ${JSON.stringify([program, ...mark.split(' ')])};
    const hub = createToolHub({ servers: { odd: { kind: 'stdio', command: process.execPath, args } }, audit: collectingAudit(), masker: oneWordMasker });
    await hub.tools('odd');
    process.stdout.write('ready');
  `;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(owner.stdout, 'data');
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  await waitUntil('the end of the server', () => livingWith(mark).length === 0, {
    timeoutMilliseconds: 5_000,
    everyMilliseconds: 50,
  });
});

describe('the leash of a server', () => {
  const says = ['-e', 'process.stdout.write("started")'];
  const leash = (owner: number) =>
    spawnSync(process.execPath, [builtProgram('mcp/client/leash'), String(owner), process.execPath, ...says], {
      encoding: 'utf8',
      timeout: 10_000,
    });

  it('starts it for an owner that lives', () => {
    expect(leash(process.pid)).toMatchObject({ status: 0, stdout: 'started' });
  });

  it('starts nothing for an owner that has died in the meantime', () => {
    // As it looks then: the parent is somebody else.
    expect(leash(process.ppid)).toMatchObject({ status: 1, stdout: '' });
  });
});
