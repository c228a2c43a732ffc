import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { builtInRunbooks } from '#configuration/load-library';
import { parseDocument } from '#core/documents/parse-document';
import { Rehearsal } from '#rehearsals/rehearsal-document';
import { rehearse } from '#rehearsals/rehearse';
import { ownTools, shippedFolders, shippedLibrary } from '../support/shipped-library.ts';

const library = await shippedLibrary();
const fileOf = (folder: string, name: string) => join(builtInRunbooks(), folder, name);
const textOf = (folder: string, name: string) => readFileSync(fileOf(folder, name), 'utf8');

test('all of it checks without an error or a warning', () => {
  expect(library.problems).toEqual([]);
  const names = [...library.runbooks, ...library.checklists].map(({ name }) => name);
  expect(names.sort()).toEqual(shippedFolders);
});

test('a runbook comes with a README and a rehearsal, a checklist with a README, and nothing else lies beside them', () => {
  for (const folder of shippedFolders) {
    const files = existsSync(fileOf(folder, 'runbook.yaml'))
      ? ['README.md', 'rehearsal.yaml', 'runbook.yaml']
      : ['README.md', 'checklist.yaml'];
    expect(readdirSync(join(builtInRunbooks(), folder)).sort(), folder).toEqual(files);
  }
});

test.for(library.runbooks.map((runbook) => [runbook.name, runbook] as const))(
  '%s goes as rehearsed, in every branch',
  async ([name, runbook]) => {
    const { data } = parseDocument(Rehearsal, textOf(name, 'rehearsal.yaml'), fileOf(name, 'rehearsal.yaml'));
    expect(data.runbook).toBe(name);
    const { cases, coverage } = await rehearse(runbook, data, ownTools);
    expect(cases.filter(({ problems }) => problems.length > 0)).toEqual([]);
    expect(coverage.missing).toEqual([]);
    expect(coverage.steps.covered).toBe(coverage.steps.of);
  },
);

test('every runbook that writes is rehearsed with a person who steers it, and tells the owner whatever comes of it', () => {
  for (const { name, steps } of library.runbooks) {
    if (!textOf(name, 'runbook.yaml').includes('write: ')) continue;
    expect(textOf(name, 'rehearsal.yaml'), name).toMatch(
      /^ +(- \{ at: \S+, |- at: \S+\n +)(cancel|handsOff|pause|skip)/m,
    );
    expect(steps.at(-1), name).toMatchObject({ kind: 'notify', to: 'owner', always: true });
  }
});

const topics = [
  'When it is for',
  'What it looks at',
  'What it changes',
  'What it never does',
  'Who is asked what',
  'To adapt it',
];

test.for(shippedFolders)('the README of %s says what one has to know, and its links lead somewhere', (folder) => {
  const text = textOf(folder, 'README.md');
  const said = [...text.matchAll(/^\*\*(.+?)\.\*\* \S/gm)].map(([, topic]) => topic);
  expect(said).toEqual(topics);
  expect(text).not.toContain('```');
  for (const [, link = ''] of text.matchAll(/\]\(([^)#]+)/g)) {
    expect(existsSync(join(dirname(fileOf(folder, 'README.md')), link)), link).toBe(true);
  }
});

test('the guide names all of it', () => {
  const guide = readFileSync(join(builtInRunbooks(), 'README.md'), 'utf8');
  for (const folder of shippedFolders) expect(guide).toContain(`(${folder}/README.md)`);
});
