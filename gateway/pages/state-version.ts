import { createHash } from 'node:crypto';
import type { IncidentState } from '#core/vocabulary/incident';

/** Changes whenever anything that the page shows changes. */
export function stateVersion(known: { readonly state: IncidentState; readonly answered: boolean }): string {
  return createHash('sha256')
    .update(JSON.stringify([known.state, known.answered]))
    .digest('hex')
    .slice(0, 16);
}
