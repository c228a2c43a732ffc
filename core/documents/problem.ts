/** A path into a document: keys and list indices. */
export type DocumentPath = readonly (string | number)[];

/** What is wrong at a place of a document, before the place has a line. */
export interface PlacedProblem {
  readonly severity: 'error' | 'warning';
  readonly path: DocumentPath;
  /** Which of the two stands at the place to show. */
  readonly at: 'key' | 'value';
  readonly problem: string;
  readonly remedy: string;
}

/** One thing wrong with a configuration file. A warning does not keep it from being used. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** `toolServers.metrics.environments`; empty for the whole file. */
  readonly path: string;
  readonly problem: string;
  readonly remedy: string;
}

const maximumPrinted = 30;

/** A configuration that cannot be used. The message lists its problems as a compiler does, the first 30 of them. */
export class DocumentError extends Error {
  override readonly name = 'DocumentError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const more = problems.length - maximumPrinted;
    const lines = problems.slice(0, maximumPrinted).map(problemLine);
    super([...lines, ...(more > 0 ? [`... and ${more} more`] : [])].join('\n'));
    this.problems = problems;
  }
}

/** `holdfast.yaml:12:5: error: limits.settle: "5" ... Remedy.` */
export function problemLine({ severity, file, line, column, path, problem, remedy }: Problem): string {
  const place = `${file}:${line}:${column}: ${severity}: ${path === '' ? '' : `${path}: `}`;
  return `${place}${problem}${problem.endsWith('?') ? '' : '.'} ${remedy}`;
}

/** A path as people write it: `catalogue.services.checkout.dependencies[0]`. */
export function pathText(path: DocumentPath): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`;
      const plain = /^[A-Za-z_][A-Za-z0-9_-]*$/.test(part) ? part : JSON.stringify(part.slice(0, 60));
      return index === 0 ? plain : `.${plain}`;
    })
    .join('');
}
