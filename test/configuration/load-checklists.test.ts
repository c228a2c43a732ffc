import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { builtInRunbooks, loadChecklists } from '#configuration/load-checklists';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-checklists-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): void {
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, 'checklist.yaml'), text);
}

const head = 'apiVersion: holdfast/v1\nkind: Checklist\n';

test('the checklists that come with Holdfast compile, and one of them is the default', async () => {
  const checklists = await loadChecklists([builtInRunbooks()]);
  const isDefault = checklists.filter(
    ({ match }) => match.alerts.length + match.services.length + Object.keys(match.labels).length === 0,
  );
  expect(isDefault.map(({ name }) => name)).toEqual(['default']);
});

test('an item compiles to server, tool, deadline and arguments', async () => {
  write(
    'mine',
    `${head}name: mine\ntitle: Mine only\nitems:\n  - id: signals\n    title: How are the signals?\n    read: metrics.compare_time_periods\n    with: { services: "\${{ incident.scope }}", baseline: { start: -1h, end: now } }\n    within: 2m\n`,
  );
  const [checklist] = await loadChecklists([folder]);
  expect(checklist?.items[0]).toEqual({
    id: 'signals',
    title: 'How are the signals?',
    server: 'metrics',
    tool: 'compare_time_periods',
    mandatory: false,
    withinSeconds: 120,
    arguments: {
      services: { kind: 'reference', reference: 'incident.scope' },
      baseline: {
        kind: 'object',
        entries: { start: { kind: 'literal', value: '-1h' }, end: { kind: 'literal', value: 'now' } },
      },
    },
  });
});

test('several mistakes are told at once, each with file, line and remedy', async () => {
  write(
    'wrong',
    `${head}name: wrong\ntitle: Wrong\nitems:\n  - id: a\n    title: First of two\n    read: metrics\n    within: forever\n  - id: a\n    titel: Second of two\n    read: metrics.x\n    with: { service: "\${{ incident.servcie }}" }\n`,
  );
  const error: Error = await loadChecklists([folder]).then(
    () => new Error('it loaded'),
    (thrown: Error) => thrown,
  );
  expect(error.message).toMatch(/checklist\.yaml:8:\d+: .*A tool is named <server>\.<tool>/);
  expect(error.message).toMatch(/checklist\.yaml:9:\d+: .*A deadline is a whole number/);
  expect(error.message).toMatch(/titel/);
});

test('two checklists of one name are refused', async () => {
  const item = 'items: [{ id: a, title: Any question?, read: metrics.x }]\n';
  write('one', `${head}name: same\ntitle: One of two\n${item}`);
  write('two', `${head}name: same\ntitle: Two of two\n${item}`);
  await expect(loadChecklists([folder])).rejects.toThrow(
    /two\/checklist\.yaml:3:\d+: .*another checklist is called "same"/,
  );
});
