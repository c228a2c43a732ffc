import { hookSources } from '#gateway/hooks/sources';
import { parseConfiguration } from '#configuration/load-configuration';
import { DocumentError, type Problem } from '#core/documents/problem';

const head = 'apiVersion: holdfast/v2\nkind: Configuration\n';

/** The problems of a configuration that must be refused; the given text begins in line 3. */
export function problemsOf(text: string): readonly Problem[] {
  try {
    parseConfiguration(head + text, 'holdfast.yaml', { integrationKinds: hookSources });
  } catch (error) {
    if (error instanceof DocumentError) return error.problems;
    throw error;
  }
  throw new Error('The configuration was accepted.');
}

/** The same as a compiler prints them. */
export function printed(text: string): readonly string[] {
  return new DocumentError(problemsOf(text)).message.split('\n');
}

/** The warnings of a configuration that is accepted. */
export function warningsOf(text: string): readonly Problem[] {
  const warnings: Problem[] = [];
  parseConfiguration(head + text, 'holdfast.yaml', {
    integrationKinds: hookSources,
    onWarning: (warning) => warnings.push(warning),
  });
  return warnings;
}
