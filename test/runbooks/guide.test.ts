import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { builtInRunbooks } from '#configuration/load-library';
import { compileLibrary } from '#core/runbooks/compile-library';
import { parseDocument } from '#core/documents/parse-document';
import { stepDocuments } from '#core/runbooks/steps/index';
import { evaluate } from '#core/runbooks/expressions/evaluate';
import { callables } from '#core/runbooks/expressions/language-words';
import { packageRoot } from '#processes/package-root';
import { Rehearsal } from '#rehearsals/rehearsal-document';
import { rehearse } from '#rehearsals/rehearse';
import { fencedBlocks, guideBlocks, guideText, writeFiles } from '../support/guide-blocks.ts';
import { ownTools } from '../support/shipped-library.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-guide-'));
afterAll(() => rmSync(folder, { recursive: true }));

const commands = guideBlocks.flatMap((block) => (block.kind === 'command' ? [block] : []));

/** Prints what a reader would see; `> file` writes it, as their shell would. */
function run(command: string, cwd: string): Promise<string> {
  const [line = '', file] = command.split(' > ');
  const [program, ...words] = line.split(' ');
  expect(program).toBe('holdfast');
  const main = join(packageRoot(), 'dist', 'cli', 'main.js');
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...words], { cwd }, (_, stdout, stderr) => {
      if (file !== undefined) writeFileSync(join(cwd, file), stdout);
      resolve((file === undefined ? stdout : '') + stderr);
    });
  });
}

/** What each prints, each in a folder of its own with what a reader has by then: starting them takes the time. */
const printed = await Promise.all(
  commands.map(async ({ command, before }, index) => {
    const cwd = mkdtempSync(join(folder, `${index}-`));
    writeFiles(before, cwd);
    return { command, cwd, output: (await run(command, cwd)).replace(/\b[0-9a-f]{64}\b/g, '...') };
  }),
);

test('each command of the guide prints what the guide shows', () => {
  expect(new Set(commands.map(({ command }) => command.split(' ')[2]))).toEqual(
    new Set(['check', 'rehearse', 'schema', 'show']),
  );
  expect(printed.map(({ command, output }) => ({ command, output }))).toEqual(
    commands.map(({ command, output }) => ({ command, output })),
  );
});

test('the schema that the guide has one write is the one that comes with Holdfast', () => {
  const cwd = printed.find(({ command }) => command.includes('schema'))?.cwd ?? '';
  const [made, shipped] = [cwd, builtInRunbooks()].map((where): unknown =>
    JSON.parse(readFileSync(join(where, 'runbook.schema.json'), 'utf8')),
  );
  expect(shipped, 'write it anew: holdfast runbook schema > runbooks/runbook.schema.json, then prettier').toEqual(made);
});

test('each runbook and checklist of the guide checks, but for the one mistake that is shown', () => {
  const problems = guideBlocks.flatMap((block) => {
    if (block.kind !== 'file' || !/(runbook|checklist)\.yaml$/.test(block.path)) return [];
    return compileLibrary([{ file: block.path, text: block.text }], { tools: ownTools }).problems;
  });
  expect(problems).toMatchObject([{ problem: expect.stringContaining('"cheked"') as string }]);
});

test('the worked example goes as its last rehearsal says, in every branch', async () => {
  const files = new Map(guideBlocks.flatMap((block) => (block.kind === 'file' ? [[block.path, block.text]] : [])));
  const text = (name: string) => files.get(`my-runbooks/watch-instances/${name}`) ?? '';
  const { runbooks } = compileLibrary([{ file: 'runbook.yaml', text: text('runbook.yaml') }], { tools: ownTools });
  const [runbook] = runbooks;
  if (!runbook) throw new Error('The worked example does not compile.');
  const { data } = parseDocument(Rehearsal, text('rehearsal.yaml'), 'rehearsal.yaml');
  const { cases, coverage } = await rehearse(runbook, data, ownTools);
  expect(cases.filter(({ problems }) => problems.length > 0)).toEqual([]);
  expect(coverage.missing).toEqual([]);
});

test('every block is a file, a command that is run here, or a command that needs a running system', () => {
  for (const { info, text } of fencedBlocks) {
    if (info === 'sh') {
      for (const line of text.trim().split('\n')) expect(line).toMatch(/^holdfast runbook run /);
    } else expect(info).toMatch(/^(console|yaml \S+\.yaml)$/);
  }
});

/** The rows of the table whose first line begins so. */
const rowsOf = (begin: string): readonly (readonly string[])[] =>
  (guideText.split(`\n| ${begin} `)[1]?.split('\n\n')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.slice(2, -2).split(/ +\| +/));

test('the table of kinds has every kind with all its keys', () => {
  const everyStep = ['id', 'title', 'if', 'require', 'otherwise', 'always', 'onFailure'];
  const rows = new Map(rowsOf('kind').map(([kind = '', ...cells]) => [kind, cells.join(' ')]));
  expect([...rows.keys()].sort()).toEqual(
    Object.keys(stepDocuments)
      .map((kind) => `\`${kind}\``)
      .sort(),
  );
  for (const [kind, document] of Object.entries(stepDocuments)) {
    const own = Object.keys(document.shape).filter((key) => !everyStep.includes(key));
    for (const key of own) expect(rows.get(`\`${kind}\``), kind).toMatch(new RegExp(`\`(verify\\.)?${key}\``));
  }
});

test('each expression of the guide gives what stands beside it, and every function is among them', () => {
  const examples = rowsOf('expression');
  const plain = (cell = '') => cell.trim().replace(/^`|`$/g, '');
  for (const [cel, gives] of examples) {
    const expected: unknown = JSON.parse(plain(gives));
    expect([cel, evaluate({ cel: plain(cel) }, {})]).toEqual([cel, { kind: 'value', value: expected }]);
  }
  const written = examples.map(([cel]) => cel).join(' ');
  for (const name of callables) expect(written).toContain(`${name}(`);
});

test('the pages that the guide points to are there', () => {
  for (const [, link = ''] of guideText.matchAll(/\]\(([^)#]+)/g)) {
    expect(existsSync(join(builtInRunbooks(), link)), link).toBe(true);
  }
  expect(guideText).toContain('(SEMANTICS.md)');
});
