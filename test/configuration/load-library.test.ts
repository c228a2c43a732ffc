import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { builtInRunbooks, compileChecklists, readLibraryFiles } from '#configuration/load-library';
import { compileLibrary } from '#core/runbooks/compile-library';
import { toolsForTests } from '../support/tool-specs.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-library-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string, file = 'checklist.yaml'): void {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, file), text);
}

const load = async () => compileLibrary(await readLibraryFiles([folder]), { tools: toolsForTests });
const loadChecklists = async (from = folder) => compileChecklists(await readLibraryFiles([from]));

const head = 'apiVersion: holdfast/v1\nkind: Checklist\n';
const runbook =
  'apiVersion: holdfast/v1\nkind: Runbook\nname: pause\ntitle: A short pause\nsteps: [{ id: a, wait: 5s }]\n';
const item = 'items: [{ id: a, title: Any question?, read: metrics.x }]\n';

test('the checklists that come with Holdfast compile, and one of them is the default', async () => {
  const checklists = await loadChecklists(builtInRunbooks());
  const isDefault = checklists.filter(
    ({ match }) => match.alerts.length + match.services.length + Object.keys(match.labels).length === 0,
  );
  expect(isDefault.map(({ name }) => name)).toEqual(['default']);
});

test('runbooks and checklists of all folders are one library', async () => {
  write('pause', runbook, 'runbook.yaml');
  write('mine', `${head}name: mine\ntitle: Mine only\n${item.replace('metrics.x', 'elsewhere.x')}`);
  write('notes', 'nothing to run', 'README.md');
  const { runbooks, checklists, problems } = await load();
  expect(problems).toEqual([]);
  expect([...runbooks, ...checklists].map(({ name }) => name)).toEqual(['pause', 'mine']);
});

test('what is wrong with one file does not cost the others', async () => {
  write('a', runbook.replace('5s', '5 seconds'), 'runbook.yaml');
  write('b', runbook.replace('name: pause', 'name: break'), 'runbook.yaml');
  const { runbooks, problems } = await load();
  expect(runbooks).toHaveLength(1);
  expect(problems).toMatchObject([{ file: join(folder, 'a', 'runbook.yaml'), line: 5 }]);
});

test('an investigation takes a checklist whose tool is not there: it costs the item only', async () => {
  write('mine', `${head}name: mine\ntitle: Mine only\n${item}`);
  expect(await loadChecklists()).toHaveLength(1);
  const { checklists, problems } = await load();
  expect(checklists).toEqual([]);
  expect(problems.map(({ problem }) => problem)).toEqual(['item "a": no tool "x" on "metrics"']);
});

test('an item compiles to server, tool, deadline, condition and arguments', async () => {
  write(
    'mine',
    `${head}name: mine\ntitle: Mine only\nitems:\n  - id: signals\n    title: How are the signals?\n    read: metrics.compare_time_periods\n    if: size(incident.services) > 1\n    with: { services: "\${{ incident.scope }}", baseline: { start: -1h, end: now }, title: "On \${{ alert.name }}" }\n    within: 2m\n`,
  );
  const [checklist] = await loadChecklists();
  expect(checklist?.irVersion).toBe(2);
  expect(checklist?.items[0]).toEqual({
    id: 'signals',
    title: 'How are the signals?',
    server: 'metrics',
    tool: 'compare_time_periods',
    if: { cel: 'size(incident.services) > 1' },
    mandatory: false,
    withinSeconds: 120,
    arguments: {
      services: { kind: 'expression', cel: 'incident.scope' },
      baseline: {
        kind: 'object',
        entries: { start: { kind: 'literal', value: '-1h' }, end: { kind: 'literal', value: 'now' } },
      },
      title: { kind: 'text', parts: ['On ', { cel: 'alert.name' }] },
    },
  });
});

test('several mistakes are told at once, each with file, line and remedy', async () => {
  write(
    'wrong',
    `${head}name: wrong\ntitle: Wrong\nitems:\n  - id: a\n    title: First of two\n    read: metrics\n    within: forever\n  - id: a\n    titel: Second of two\n    read: metrics.x\n  - id: b\n    title: Third of two\n    read: metrics.x\n    with: { service: "\${{ incident.servcie }}" }\n`,
  );
  const error: Error = await loadChecklists().then(
    () => new Error('it loaded'),
    (thrown: Error) => thrown,
  );
  expect(error.message).toMatch(/checklist\.yaml:8:\d+: .*A tool is named <server>\.<tool>/);
  expect(error.message).toMatch(/checklist\.yaml:9:\d+: .*A duration is a whole number/);
  expect(error.message).toMatch(/checklist\.yaml:11:\d+: .*titel/);
  expect(error.message).toMatch(/checklist\.yaml:16:\d+: .*item "b": .*servcie/);
});

test('two checklists of one name are refused', async () => {
  write('one', `${head}name: same\ntitle: One of two\n${item}`);
  write('two', `${head}name: same\ntitle: Two of two\n${item}`);
  await expect(loadChecklists()).rejects.toThrow(/two\/checklist\.yaml:3:\d+: .*another checklist is called "same"/);
});

test('a folder that is not there and a file that is no text are told by name', async () => {
  await expect(readLibraryFiles([join(folder, 'gone')])).rejects.toThrow(/gone:1:1: .*there is no such folder/);
  mkdirSync(join(folder, 'odd'));
  writeFileSync(join(folder, 'odd', 'runbook.yaml'), Buffer.from([0xff, 0xfe, 0x00]));
  await expect(readLibraryFiles([folder])).rejects.toThrow(/odd\/runbook\.yaml:1:1: .*it is not UTF-8/);
});
