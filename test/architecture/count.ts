import { resolve } from 'node:path';
import { walkAnswerPath } from './counts/answer-path.ts';
import { cyclesSideBySide, cyclesWithSubfolders, type FolderCycle } from './counts/folder-cycles.ts';
import { importEdges } from './counts/import-graph.ts';
import { lineCounts } from './counts/line-counts.ts';
import { members, sitesOf } from './counts/member-sites.ts';
import { type SourceFile, sourceFiles } from './counts/source-files.ts';

// npm run --silent count [-- <folder>]: what the structure costs, in numbers that are counted and not estimated. Of another
// checkout (its folder is given) it counts what can be read, and not the path of an answer, which has to run.

const print = (line = '') => void process.stdout.write(`${line}\n`);
const row = (name: string, ...cells: readonly (string | number)[]) =>
  print(`${name.padEnd(28)}${cells.map((cell) => String(cell).padStart(9)).join('')}`);

function printLines(files: readonly SourceFile[]): void {
  row('', 'files', 'lines', 'code', 'comment', 'blank', 'median');
  for (const isTest of [false, true]) {
    const counts = files.filter((file) => file.isTest === isTest).map(({ tree }) => lineCounts(tree));
    const lines = counts.map(({ code, comment, blank }) => code + comment + blank).sort((a, b) => a - b);
    const sum = (key: keyof (typeof counts)[number]) => counts.reduce((total, each) => total + each[key], 0);
    const total = lines.reduce((a, b) => a + b, 0);
    const median = lines[Math.floor(lines.length / 2)] ?? 0;
    row(isTest ? 'tests' : 'source', counts.length, total, sum('code'), sum('comment'), sum('blank'), median);
  }
}

function printCycles(title: string, cycles: readonly FolderCycle[]): void {
  print(`${title}: ${cycles.length}`);
  for (const { folders, imports } of cycles) print(`  ${folders.join(' <-> ')}  (${imports.length} imports)`);
}

function printMembers(files: readonly SourceFile[]): void {
  for (const member of members) {
    const sites = sitesOf(member, files);
    print(`files to touch for one more ${member.kind}: ${sites.length}`);
    for (const site of sites) print(`  ${site}`);
  }
}

async function printAnswerPath(): Promise<void> {
  const passes = await walkAnswerPath();
  const count = (kind: string) => passes.filter((pass) => pass.kind === kind).length;
  const [validations, serialisations] = [count('validation'), count('serialisation')];
  print('one answer of the metrics server, from the back end to stored evidence:');
  print(
    `  ${validations} validations, ${serialisations} serialisations, ${count('parsing')} parsings, ${count('copy')} deep copies`,
  );
  for (const { kind, by } of passes) print(`  ${kind.padEnd(16)}${by}`);
}

const [given] = process.argv.slice(2);
const files = sourceFiles(resolve(given ?? '.'));
const edges = importEdges(files.filter(({ isTest }) => !isTest));
printLines(files);
print();
printCycles('cycles between folders side by side', cyclesSideBySide(edges));
printCycles('folders whose files and subfolders import each other', cyclesWithSubfolders(edges));
print();
printMembers(files);
if (given === undefined) {
  print();
  await printAnswerPath();
}
process.exit(0);
