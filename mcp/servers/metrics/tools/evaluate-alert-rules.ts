import { z } from 'zod';
import { ObservationLists } from '#core/evidence/observations';
import { defineTool } from '../../../kit/define-tool.ts';
import { resolveWindow, windowArgument, windowSeconds } from '../../../kit/window.ts';
import { pointsEstimate, stepFor } from '../back-end.ts';
import type { MetricsTools } from '../context.ts';

const maximumSeconds = 7 * 86_400;
/** For the estimate: a rule is read twice, and how many series it has is known only afterwards. */
const expectedSeries = 10;

const Alert = z.strictObject({
  name: z.string().min(1).max(200),
  labels: z
    .record(z.string(), z.string())
    .default({})
    .describe('Labels of the alert; they distinguish rules of the same name'),
  expression: z.string().min(1).max(4_000).optional().describe('PromQL; used if the back end holds no such rule'),
});

export function evaluateAlertRules({ backEnd }: MetricsTools) {
  return defineTool({
    name: 'evaluate_alert_rules',
    title: 'Evaluate alert rules',
    description:
      'Evaluates the rules of 1 to 5 alerts over a window (default: the last hour, at most 7 days): what each rule measures, ' +
      'its threshold, and when it was violated. At most 20 series per rule.',
    risk: 'read',
    scopes: ['read', 'metrics:query'],
    input: z.strictObject({
      environment: z.string(),
      alerts: z.array(Alert).min(1).max(5),
      window: windowArgument('-1h'),
    }),
    output: z.strictObject({ rules: ObservationLists.rules }),
    narrowing: 'fewer alerts or a shorter window',
    cacheTtlMilliseconds: 2_000,
    maximumBytes: 1024 * 1024,
    cost: async ({ environment, alerts, window }, { now }) => {
      const { start, end } = windowSeconds(resolveWindow(window, now, maximumSeconds));
      const step = stepFor(end - start, backEnd(environment).scrapeIntervalSeconds);
      return [pointsEstimate(2 * expectedSeries * alerts.length, end - start, step)];
    },
    async handler({ environment, alerts, window: asked }, { now, signal }) {
      const metrics = backEnd(environment);
      const window = resolveWindow(asked, now, maximumSeconds);
      const { start, end } = windowSeconds(window);
      const stepSeconds = stepFor(end - start, metrics.scrapeIntervalSeconds);
      const request = { alerts, startSeconds: start, endSeconds: end, stepSeconds };
      const { rules, warnings } = await metrics.evaluateRules(request, signal);
      const unknown = alerts.filter(({ name }) => !rules.some((rule) => rule.name === name)).map(({ name }) => name);
      return {
        data: { rules: [...rules] },
        source: metrics.source,
        window,
        warnings: [...new Set(warnings)],
        hints: unknown.map((name) => `No rule is held here that ${name} is certain to come from. Give its expression.`),
      };
    },
  });
}
