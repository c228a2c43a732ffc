import { ApplicationFailure } from '@temporalio/common';
import type { Activities } from '#activities/index';
import { offScriptActivities } from './off-script.ts';
import type {
  BriefRequest,
  InvestigationPlan,
  InvestigationRequest,
  ToolCallRequest,
} from '#core/incidents/investigation';

/** Activities that answer from a script; `calls` tells what the workflow asked for. */
export function scriptedActivities(script: {
  readonly items: Readonly<Record<string, (call: ToolCallRequest) => Promise<string> | string>>;
  readonly servers?: InvestigationPlan['servers'];
}) {
  const calls = {
    prepared: [] as InvestigationRequest[],
    tools: [] as ToolCallRequest[],
    published: [] as BriefRequest[],
  };
  const activities: Activities = {
    ...offScriptActivities,
    prepareInvestigation: async (request) => {
      calls.prepared.push(request);
      const window = { start: '2026-11-01T02:30:00.000Z', end: '2026-11-01T03:03:00.000Z' };
      return {
        checklist: {
          irVersion: 1,
          name: 'scripted',
          title: 'Scripted',
          match: { alerts: [], labels: {}, services: [] },
          items: Object.keys(script.items).map((tool) => ({
            id: tool,
            title: `What does ${tool} say?`,
            server: 'metrics',
            tool,
            arguments: { service: { kind: 'reference', reference: 'incident.service' } },
            mandatory: true,
            withinSeconds: 2,
          })),
        },
        checklistSha256: 'f'.repeat(64),
        because: 'scripted',
        facts: {
          service: 'checkout',
          services: ['checkout'],
          scope: ['checkout'],
          startedAt: '2026-11-01T03:02:00.000Z',
          alertName: 'HighErrorRate',
          before: window,
          during: window,
          around: window,
        },
        anchor: '2026-11-01T03:02:00.000Z',
        environment: 'production',
        servers: script.servers ?? { metrics: { environment: 'production' } },
        title: 'HighErrorRate on checkout',
      };
    },
    callTool: async (call) => {
      calls.tools.push(call);
      const answer = script.items[call.tool];
      if (!answer) throw ApplicationFailure.nonRetryable(`the script has no tool ${call.tool}`, 'OffScript');
      return { evidence: `ev_${call.tool}`, summary: await answer(call) };
    },
    publishBrief: async (request) => {
      calls.published.push(request);
      return {
        digest: `digest-${calls.published.length}`,
        path: '/nowhere/brief.json',
        publishedAt: new Date().toISOString(),
        headline: ['checkout: 14% errors', 'LIKELY payments'],
      };
    },
  };
  return { activities, calls };
}
