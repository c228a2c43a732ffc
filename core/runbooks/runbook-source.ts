import { type Report, createReport } from './check-report.ts';
import { explainIssues } from '../documents/explain-issues.ts';
import type { PlacedProblem } from '../documents/problem.ts';
import { type ReadSteps, readSteps } from './read-steps.ts';
import { RunbookDocument } from './runbook-document.ts';

/** A runbook as read: as much of it as its schemas accept. */
export interface RunbookSource extends ReadSteps {
  readonly document: RunbookDocument;
  /** As written. */
  readonly value: Readonly<Record<string, unknown>>;
  /** Keys of the top that its schema refuses: nothing is said of what depends on them. */
  readonly refused: ReadonlySet<string>;
  readonly report: Report;
}

/** Stands in for what is missing, so that the rest can be looked at. */
const placeholders = {
  apiVersion: 'holdfast/v1',
  kind: 'Runbook',
  name: 'unnamed',
  title: 'Without a title',
  steps: [{}],
} as const;

/** Reads a runbook's schemas: what is wrong at one place does not hide what is wrong at another. */
export function readRunbook(value: Readonly<Record<string, unknown>>): RunbookSource {
  const problems: PlacedProblem[] = [];
  const report = createReport(problems);
  const parsed = RunbookDocument.safeParse(value);
  const steps = readSteps(Array.isArray(value.steps) ? value.steps : [], ['steps'], report);
  if (parsed.success) return { ...steps, value, document: parsed.data, refused: new Set(), report };

  report.add(explainIssues(RunbookDocument, value, parsed.error.issues));
  const refused = new Set(
    parsed.error.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [String(issue.path[0] ?? '')],
    ),
  );
  const rest = Object.fromEntries(Object.entries(value).filter(([key]) => !refused.has(key)));
  return { ...steps, value, document: RunbookDocument.parse({ ...placeholders, ...rest }), refused, report };
}
