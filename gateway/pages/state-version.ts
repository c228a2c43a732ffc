import { createHash } from 'node:crypto';
import type { KnownIncident, KnownRun } from '#temporal/ports';

/** Changes whenever anything that the page shows changes. */
export function stateVersion(known: KnownIncident | KnownRun): string {
  return createHash('sha256')
    .update(JSON.stringify([known.state, known.answered, known.failed]))
    .digest('hex')
    .slice(0, 16);
}
