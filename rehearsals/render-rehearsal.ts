import type { CompiledRunbook } from '#core/runbooks/runbook-ir';
import type { RehearsalResult } from './rehearse.ts';

/** The result of a rehearsal for a person. */
export function renderRehearsal({ name, title }: CompiledRunbook, { cases, coverage }: RehearsalResult): string {
  const { steps, branches, missing } = coverage;
  const failed = cases.filter(({ problems }) => problems.length > 0).length;
  return [
    `${name}: ${title}`,
    ...cases.flatMap(({ name: one, outcome, problems }) => [
      `  ${problems.length === 0 ? '✓' : '✗'} ${one} (${outcome})`,
      ...problems.map((problem) => `      ${problem}`),
    ]),
    `  ${cases.length - failed} of ${cases.length} cases as expected; steps ${steps.covered}/${steps.of}, branches ${branches.covered}/${branches.of}`,
    ...missing.map((branch) => `      not covered: ${branch}`),
  ].join('\n');
}
