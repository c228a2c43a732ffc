import { basename, dirname } from 'node:path';
import { comesWithHoldfast, isChecklist } from '#configuration/load-library';
import type { Problem } from '#core/documents/problem';

/** More would be too long for a terminal. */
const mostNames = 5;

/**
 * Tells people which runbooks cannot be run and how to find out why; repeats it only after a change.
 * @param tell prints a line in the terminal in which the system was started
 * @returns a function to call with the problems of each opened library
 */
export function tellLeftOut(
  configurationFile: string,
  tell: (line: string) => Promise<void>,
): (problems: readonly Problem[]) => Promise<void> {
  let told: string | undefined;
  return async (problems) => {
    const words = leftOutWords(problems, configurationFile);
    if (words === told) return;
    told = words;
    await tell(words ?? 'All runbooks can be run now.');
  };
}

function leftOutWords(problems: readonly Problem[], configurationFile: string): string | undefined {
  const errors = problems.filter(({ severity, file }) => severity === 'error' && !isChecklist(file));
  const files = [...new Set(errors.map(({ file }) => file))];
  const own = files.filter((file) => !comesWithHoldfast(file));
  const ours = files.filter(comesWithHoldfast);
  const runbooks = own.length === 1 ? '1 runbook' : `${own.length} runbooks`;
  const why = `holdfast runbook check --config ${configurationFile} says why`;
  const sentences = [
    ...(own.length > 0 ? [`${runbooks} cannot be run (${why}): ${listed(own)}.`] : []),
    ...(ours.length > 0 ? [`Not offered, because they need tools that are not configured: ${listed(ours)}.`] : []),
  ];
  return sentences.length > 0 ? sentences.join(' ') : undefined;
}

function listed(files: readonly string[]): string {
  const names = files.slice(0, mostNames).map((file) => basename(dirname(file)));
  return `${names.join(', ')}${files.length > mostNames ? ` and ${files.length - mostNames} more` : ''}`;
}
