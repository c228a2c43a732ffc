import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { builtProgram } from '#processes/built-program';

// In a process of its own, whose limit of open files is low and reached when the server is to be started.
const script = `
  import { closeSync, openSync } from 'node:fs';
  import { collectingAudit, oneWordMasker } from ${JSON.stringify(builtProgram('test/support/tool-server-parts'))};
  import { createToolHub } from ${JSON.stringify(builtProgram('mcp/client/hub'))};
  const args = ${JSON.stringify([builtProgram('test/support/tool-servers/odd-server'), 'plain'])};
  const servers = { odd: { kind: 'stdio', command: process.execPath, args } };
  const hub = createToolHub({ servers, audit: collectingAudit(), masker: oneWordMasker });
  const call = { server: 'odd', tool: 'look', arguments: {} };
  const files = [];
  try {
    for (;;) files.push(openSync('/dev/null'));
  } catch {}
  const first = await hub.callTool(call, { timeoutMilliseconds: 3_000 });
  for (const file of files) closeSync(file);
  const second = await hub.callTool(call);
  await hub.close();
  console.log(JSON.stringify({ first: first.message, second: second.kind }));
`;

it('says why a server cannot be started where no file can be opened, and starts it when one can', () => {
  const run = spawnSync(
    '/bin/sh',
    ['-c', 'ulimit -n 128 && exec "$0" --input-type=module -e "$1"', process.execPath, script],
    { encoding: 'utf8', timeout: 20_000 },
  );
  expect(run.stderr).toBe('');
  expect(JSON.parse(run.stdout)).toEqual({
    first: expect.stringMatching(/^The tool server odd cannot be reached: .* cannot be started: EMFILE$/) as string,
    second: 'result',
  });
});
