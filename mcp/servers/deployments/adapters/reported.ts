import type { ReportedChanges } from '../../../kit/ports.ts';
import type { ChangesBackEnd } from '../back-end.ts';

/** What CI and people reported to the gateway. */
export function reportedAdapter(reported: ReportedChanges): ChangesBackEnd {
  return {
    source: 'reported changes',
    changes: (environment, { start, end }) => reported.list({ environment, start, end }),
  };
}
