import type { Severity } from '../alerts/alert.ts';
import type { Finding } from '../analysis/finding.ts';
import type { Environment } from '../ids/environment.ts';

/** What is known of the incident that a run is for; what `incident` is in expressions, with `alert` and `finding`. */
export interface RunFacts {
  readonly incident?: {
    readonly id: string;
    readonly title: string;
    readonly severity: Severity;
    readonly environment?: Environment;
    readonly service?: string;
    readonly services: readonly string[];
    readonly startedAt: string;
  };
  readonly alert?: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly finding?: Pick<Finding, 'service' | 'cause' | 'confidence' | 'statement' | 'change'>;
}
