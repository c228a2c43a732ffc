import { z } from 'zod';
import { defineAdapter } from '../../../../kit/define-adapter.ts';
import type { ReportedChanges } from '../../../../kit/ports.ts';
import { ToolFailure } from '../../../../kit/tool-failure.ts';
import type { DeploymentsBackEnd } from '../../back-end.ts';

export const reported = defineAdapter({
  name: 'reported',
  title: 'Only changes reported to the gateway (POST /v1/changes)',
  settings: z.strictObject({}),
  example: `# Nothing to set: CI reports to the gateway.
`,
  capabilities: [],
  needsReports: true,
  testedOn: [{ how: 'real', system: "the gateway's own intake" }],
  open: (_settings, { reportedChanges }) => reportedBackEnd(reportedChanges),
});

/** Reports belong to every environment's answer, whatever else is asked there. */
export function reportedBackEnd(reports: ReportedChanges): DeploymentsBackEnd {
  return {
    source: 'reported changes',
    changes: async (environment, { start, end }) => ({
      changes: await reports.list({ environment, start, end }),
      warnings: [],
    }),
    rollouts(service) {
      throw new ToolFailure('NOT_FOUND', `Reported changes tell no revision of ${service} that it could go back to.`);
    },
  };
}
