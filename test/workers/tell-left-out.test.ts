import { expect, test } from 'vitest';
import { builtInRunbooks, readLibraryFiles } from '#configuration/load-library';
import { compileLibrary } from '#core/runbooks/compile-library';
import { tellLeftOut } from '#workers/tell-left-out';
import { toolsForTests } from '../support/tool-specs.ts';

const none = { servers: [], tools: () => undefined };

function runbook(name: string, read: string) {
  const text = `apiVersion: holdfast/v1\nkind: Runbook\nname: ${name}\ntitle: Look at it\nsteps:\n  - { id: a, title: Look, ${read} }\n`;
  return { file: `/srv/${name}/runbook.yaml`, text };
}

const checklist = {
  file: '/srv/mine/checklist.yaml',
  text: 'apiVersion: holdfast/v1\nkind: Checklist\nname: mine\ntitle: Mine\nitems: [{ id: a, title: Any question?, read: metrics.none }]\n',
};

function telling() {
  const lines: string[] = [];
  const tell = tellLeftOut('/etc/holdfast.yaml', async (line) => void lines.push(line));
  return { lines, tell };
}

test('nothing is told where all can be run, and a checklist whose tool is not there is no runbook', async () => {
  const { lines, tell } = telling();
  const { problems } = compileLibrary([runbook('fine', 'wait: 5s'), checklist], { tools: toolsForTests });
  expect(problems.map(({ file }) => file)).toEqual([checklist.file]);
  await tell(problems);
  expect(lines).toEqual([]);
});

test('those that cannot be run are told by name, once, and again when they can', async () => {
  const { lines, tell } = telling();
  const files = [runbook('fine', 'wait: 5s'), runbook('look-at', 'wait: 5 s'), runbook('see-to', 'wait: 5 s')];
  const { problems, runbooks } = compileLibrary(files, { tools: none });
  expect(runbooks.map(({ name }) => name)).toEqual(['fine']);
  await tell(problems);
  await tell(problems);
  const because = '(holdfast runbook check --config /etc/holdfast.yaml says why)';
  expect(lines).toEqual([`2 runbooks cannot be run ${because}: look-at, see-to.`]);
  await tell(compileLibrary(files.slice(0, 2), { tools: none }).problems);
  await tell(compileLibrary(files.slice(0, 1), { tools: none }).problems);
  expect(lines.slice(1)).toEqual([`1 runbook cannot be run ${because}: look-at.`, 'All runbooks can be run now.']);
});

test('of many, the first are named', async () => {
  const { lines, tell } = telling();
  const files = ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7'].map((name) => runbook(name, 'wait: 5 s'));
  await tell(compileLibrary(files, { tools: none }).problems);
  expect(lines[0]).toMatch(/^7 runbooks cannot be run .*: a1, a2, a3, a4, a5 and 2 more\.$/);
});

test('one that comes with Holdfast is not wrong because its tools are not configured', async () => {
  const { lines, tell } = telling();
  const files = await readLibraryFiles([builtInRunbooks()]);
  await tell(compileLibrary([...files, runbook('look-at', 'wait: 5 s')], { tools: none }).problems);
  expect(lines).toEqual([
    expect.stringMatching(
      /^1 runbook cannot be run \(.*\): look-at\. Not offered, because they need tools that are not configured: check-service-health, /,
    ),
  ]);
});
