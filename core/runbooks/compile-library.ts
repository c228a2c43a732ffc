import type { CompiledChecklist } from './checklist-ir.ts';
import { checkRunbook } from './check-runbook.ts';
import type { Report } from './check-report.ts';
import type { CheckedRunbook, StepChecking } from './check-steps.ts';
import { innerSequences } from './check-flow.ts';
import { compileChecklist } from './compile-checklist.ts';
import { compileRunbook } from './compile-runbook.ts';
import { oneOf, shown } from '../documents/issue-words.ts';
import { inOrder, readDocument, type DocumentToCheck } from '../documents/parse-document.ts';
import { DocumentError, type PlacedProblem, type Problem } from '../documents/problem.ts';
import { nearestNames } from '../text/nearest-name.ts';
import type { CompiledRunbook } from './runbook-ir.ts';
import { readRunbook, type RunbookSource } from './runbook-source.ts';
import { childrenOf, type StepNode } from './steps/index.ts';
import type { ToolSpecs } from './tool-specs.ts';

export interface LibraryFile {
  readonly file: string;
  readonly text: string;
}

export interface CheckContext {
  readonly tools: ToolSpecs;
  /** Names of `notifications.destinations`; absent where they are not known, and then not checked. */
  readonly destinations?: readonly string[];
}

export interface Library {
  readonly runbooks: readonly CompiledRunbook[];
  readonly checklists: readonly CompiledChecklist[];
  /** Errors and warnings of all files, in the order of the files. What has errors is not in the library. */
  readonly problems: readonly Problem[];
  /** Which file a runbook stands in, by its name. */
  readonly files: ReadonlyMap<string, string>;
}

const mostRunbooksDeep = 5;
/** Of a runbook with all that it runs: a run receives them whole. */
const mostStepsInAll = 1000;
const mostCharacters = 1024 * 1024;
const mostProblemsOfFile = 200;

interface RunbookFile {
  readonly file: LibraryFile;
  readonly locate: DocumentToCheck['locate'];
  readonly source: RunbookSource;
  /** Names of the runbooks that it runs. */
  readonly runs: readonly string[];
}

interface FinishedRunbook extends CheckedRunbook {
  readonly depth: number;
  readonly facts: readonly string[];
}

/**
 * Checks and compiles a library: all runbooks and checklists that can name each other. Never throws on the content of
 * a file: each problem is reported with its position.
 */
export function compileLibrary(files: readonly LibraryFile[], context: CheckContext): Library {
  const problems = new Map<LibraryFile, readonly Problem[]>(files.map((file) => [file, []]));
  const checklists = new Map<string, CompiledChecklist>();
  const runbooks = new Map<string, RunbookFile>();
  const note = (file: LibraryFile, found: readonly Problem[]) =>
    problems.set(file, [...(problems.get(file) ?? []), ...found]);

  for (const file of files) {
    const document = readOrNote(file, note);
    if (!document) continue;
    const { value, locate } = document;
    switch (value.kind) {
      case 'Checklist': {
        const { report, checklist } = compileChecklist(value, context.tools);
        if (checklist && checklists.has(checklist.name)) twice('checklist', checklist.name, report);
        note(file, report.problems.map(locate));
        if (checklist && !hasErrors(report)) checklists.set(checklist.name, checklist);
        break;
      }
      case 'Runbook': {
        const source = readRunbook(value);
        const { name } = source.document;
        // Two of one name: neither is what another one means by it, so the first stays and the second is refused.
        if (!source.refused.has('name') && runbooks.has(name)) {
          twice('runbook', name, source.report);
          note(file, source.report.problems.map(locate));
        } else {
          const key = source.refused.has('name') ? `\0${file.file}` : name;
          runbooks.set(key, { file, locate, source, runs: namesOfRunbooks(source.steps) });
        }
        break;
      }
      default:
        note(file, [locate(noKind(value))]);
    }
  }

  const finished = new Map<string, FinishedRunbook>();
  for (const [name, runbook] of inOrderOfUse(runbooks)) {
    const made = finish(runbook, { name, runbooks, finished }, context);
    if (made) finished.set(name, made);
    note(runbook.file, runbook.source.report.problems.map(runbook.locate));
  }
  return {
    runbooks: [...runbooks.keys()].flatMap((name) => finished.get(name)?.runbook ?? []),
    checklists: [...checklists.values()],
    files: new Map([...runbooks].map(([name, { file }]) => [name, file.file])),
    problems: [...problems.values()].flatMap((found) => inOrder(found).slice(0, mostProblemsOfFile)),
  };
}

function readOrNote(
  file: LibraryFile,
  note: (file: LibraryFile, found: readonly Problem[]) => void,
): DocumentToCheck | undefined {
  try {
    return readDocument(file.text, file.file);
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    note(file, error.problems);
    return undefined;
  }
}

function noKind(value: Readonly<Record<string, unknown>>): PlacedProblem {
  const kinds = ['Runbook', 'Checklist'];
  const missing = value.kind === undefined;
  return {
    severity: 'error',
    path: ['kind'],
    at: missing ? 'key' : 'value',
    problem: missing ? '`kind` is missing' : `unknown kind ${shown(value.kind)}`,
    remedy: missing ? `Add it: ${kinds.join(' or ')}.` : oneOf(value.kind, kinds),
  };
}

function twice(kind: string, name: string, report: Report): void {
  report.error(['name'], `another ${kind} is called "${name}" too`, 'Rename one.');
}

const hasErrors = ({ problems }: Report) => problems.some(({ severity }) => severity === 'error');

function namesOfRunbooks(steps: readonly StepNode[]): readonly string[] {
  return steps.flatMap((node) => [
    ...(node.kind === 'runbook' ? [node.document.runbook] : []),
    ...innerSequences(node).flatMap(namesOfRunbooks),
  ]);
}

/** What is run by others before them; what runs itself, and what runs such a one, at the end. */
function inOrderOfUse(runbooks: ReadonlyMap<string, RunbookFile>): readonly (readonly [string, RunbookFile])[] {
  const waitsFor = new Map<string, Set<string>>();
  const users = new Map<string, string[]>();
  for (const [name, { runs }] of runbooks) {
    const known = new Set(runs.filter((other) => runbooks.has(other)));
    waitsFor.set(name, known);
    for (const other of known) users.set(other, [...(users.get(other) ?? []), name]);
  }
  const order = [...runbooks.keys()].filter((name) => waitsFor.get(name)?.size === 0);
  for (const name of order) {
    for (const user of users.get(name) ?? []) {
      const waiting = waitsFor.get(user);
      waiting?.delete(name);
      if (waiting?.size === 0) order.push(user);
    }
  }
  const ordered = new Set(order);
  const rest = [...runbooks.keys()].filter((name) => !ordered.has(name));
  return [...order, ...rest].flatMap((name) => {
    const runbook = runbooks.get(name);
    return runbook ? [[name, runbook] as const] : [];
  });
}

interface Others {
  readonly name: string;
  readonly runbooks: ReadonlyMap<string, RunbookFile>;
  readonly finished: ReadonlyMap<string, FinishedRunbook>;
}

function finish({ source }: RunbookFile, others: Others, context: CheckContext): FinishedRunbook | undefined {
  let depth = 1;
  const open: StepChecking['openRunbook'] = (node, report) => {
    const opened = openRunbook(node, others, report);
    depth = Math.max(depth, 1 + (opened?.depth ?? 0));
    return opened;
  };
  const check = checkRunbook(source, context, open);
  const { report } = source;
  if (hasErrors(report)) return undefined;
  const runbook = compileRunbook(source, check);
  const count = stepsIn(runbook.steps);
  if (count > mostStepsInAll) {
    const remedy = 'Run fewer of them, or run the parts by themselves.';
    report.error(
      ['steps'],
      `${count} steps with those of the runbooks that it runs; at most ${mostStepsInAll}`,
      remedy,
      'key',
    );
    return undefined;
  }
  if (JSON.stringify(runbook).length > mostCharacters) {
    report.error(['steps'], 'it is larger than 1 MiB with the runbooks that it runs', 'Write shorter texts.', 'key');
    return undefined;
  }
  return { runbook, outputs: check.outputs, depth, facts: check.uses.facts() };
}

function stepsIn(steps: CompiledRunbook['steps']): number {
  return steps.reduce((sum, step) => sum + 1 + stepsIn(childrenOf(step)), 0);
}

/** The runbook that a step runs; what keeps it from being run there is reported. */
function openRunbook(
  node: Parameters<StepChecking['openRunbook']>[0],
  { name: caller, runbooks, finished }: Others,
  report: Report,
): FinishedRunbook | undefined {
  const name = node.document.runbook;
  const path = [...node.path, 'runbook'];
  const known = finished.get(name);
  if (!known) {
    if (!runbooks.has(name)) {
      const names = [...runbooks.values()].map(({ source }) => source.document.name);
      const [near] = nearestNames(name, names);
      const remedy = near === undefined ? 'Add it to the library, or correct the name.' : `Did you mean ${near}?`;
      report.error(path, `no runbook "${name}"`, remedy);
      return undefined;
    }
    const circle = wayTo(caller, name, runbooks);
    if (circle) {
      const shown = [caller, ...circle].join(' -> ');
      report.error(path, `it would run itself without an end: ${shown}`, 'Break the circle.');
    } else report.error(path, `the runbook "${name}" has errors itself`, 'Correct them first.');
    return undefined;
  }
  if (known.depth >= mostRunbooksDeep) {
    const remedy = 'Write some of the steps into the runbook itself.';
    report.error(path, `more than ${mostRunbooksDeep} runbooks would run within each other`, remedy);
    return undefined;
  }
  if (known.facts.length > 0) {
    const remedy = `Make an input of what it needs of ${known.facts.join(' and ')}, and give it with \`with\`.`;
    report.error(
      path,
      `"${name}" uses ${known.facts.join(', ')}, which a runbook within another one does not see`,
      remedy,
    );
    return undefined;
  }
  return known;
}

/** The runbooks on the way from one to another, both ends included. */
function wayTo(
  wanted: string,
  from: string,
  runbooks: ReadonlyMap<string, RunbookFile>,
): readonly string[] | undefined {
  const ways = new Map<string, readonly string[]>([[from, [from]]]);
  for (const [name, way] of ways) {
    if (name === wanted) return way;
    for (const next of runbooks.get(name)?.runs ?? []) if (!ways.has(next)) ways.set(next, [...way, next]);
  }
  return undefined;
}
