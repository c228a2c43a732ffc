import { basename, dirname } from 'node:path';
import { comesWithHoldfast, isChecklist } from '#configuration/load-library';
import type { Problem } from '#core/documents/problem';

/** A terminal is not for reading a library. */
const mostNames = 5;

/**
 * Tells people which runbooks cannot be run, and what says why; again only when it has changed.
 * @param tell prints a line in the terminal in which the system was started
 * @returns to be called with the problems of each library that is opened
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
    ...(ours.length > 0 ? [`Not for the tools configured here, and not offered: ${listed(ours)}.`] : []),
  ];
  return sentences.length > 0 ? sentences.join(' ') : undefined;
}

function listed(files: readonly string[]): string {
  const names = files.slice(0, mostNames).map((file) => basename(dirname(file)));
  return `${names.join(', ')}${files.length > mostNames ? ` and ${files.length - mostNames} more` : ''}`;
}
