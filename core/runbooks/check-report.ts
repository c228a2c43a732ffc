import type { DocumentPath, PlacedProblem } from '../documents/problem.ts';

/** Collects what is wrong with one document. */
export interface Report {
  readonly problems: readonly PlacedProblem[];
  error(path: DocumentPath, problem: string, remedy: string, at?: PlacedProblem['at']): void;
  warn(path: DocumentPath, problem: string, remedy: string, at?: PlacedProblem['at']): void;
  add(problems: readonly PlacedProblem[]): void;
  /** The same report, in words that name a step or an item. */
  of(id: string, kind?: 'step' | 'item'): Report;
}

export function createReport(problems: PlacedProblem[] = [], prefix = ''): Report {
  const put =
    (severity: PlacedProblem['severity']): Report['error'] =>
    (path, problem, remedy, at = 'value') => {
      problems.push({ severity, path, at, problem: `${prefix}${problem}`, remedy });
    };
  return {
    problems,
    error: put('error'),
    warn: put('warning'),
    add: (found) => problems.push(...found.map((one) => ({ ...one, problem: `${prefix}${one.problem}` }))),
    of: (id, kind = 'step') => createReport(problems, `${kind} "${id}": `),
  };
}
