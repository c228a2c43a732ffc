import { Configuration } from './configuration.ts';
import { type IntegrationKind, integrationsOf } from './integrations.ts';
import { crossChecks } from './cross-checks.ts';
import { explainBeforeSchema } from './explain-before-schema.ts';
import { inOrder, parseDocument } from '#core/documents/parse-document';
import { DocumentError, type Problem } from '#core/documents/problem';
import { readText } from './read-text.ts';

export interface LoadOptions {
  /** Given where integrations are used: they are checked whole. Other processes read what they share of them alone. */
  readonly integrationKinds?: readonly IntegrationKind[];
  /** Gets each warning: the configuration can be used, but a part of it will not do what it seems to. */
  readonly onWarning?: (warning: Problem) => void;
}

/**
 * Reads `holdfast.yaml`: UTF-8, at most 1 MiB. Secrets are not read, only where they stand.
 * @throws DocumentError with every problem, each with file, line, column and remedy
 */
export async function loadConfiguration(path: string, options: LoadOptions = {}): Promise<Configuration> {
  return parseConfiguration(await readText(path), path, options);
}

/**
 * The text of a `holdfast.yaml`, checked whole; `fileName` is for messages.
 * @throws DocumentError with every problem, each with file, line, column and remedy
 */
export function parseConfiguration(
  text: string,
  fileName: string,
  { integrationKinds, onWarning }: LoadOptions = {},
): Configuration {
  const schema = integrationKinds
    ? Configuration.extend({ integrations: integrationsOf(integrationKinds) })
    : Configuration;
  const { data, locate } = parseDocument(schema, text, fileName, explainBeforeSchema);
  const problems = inOrder(crossChecks(data).map(locate));
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new DocumentError(errors);
  for (const warning of problems) onWarning?.(warning);
  return data;
}
