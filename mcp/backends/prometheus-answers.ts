import { z } from 'zod';
import { listOf, SetTime, Texts } from './go-json.ts';

// What servers that speak the HTTP API of Prometheus answer, as far as it is used.

const Sample = z.tuple([z.number(), z.string()]);

export const QueryAnswer = z.object({
  status: z.literal('success'),
  warnings: listOf(z.string()),
  data: z.discriminatedUnion('resultType', [
    z.object({
      resultType: z.literal('matrix'),
      result: listOf(z.object({ metric: Texts, values: listOf(Sample), histograms: listOf(z.unknown()) })),
    }),
    z.object({
      resultType: z.literal('vector'),
      result: listOf(z.object({ metric: Texts, value: Sample.optional(), histogram: z.unknown().optional() })),
    }),
    z.object({ resultType: z.literal('scalar'), result: Sample }),
    z.object({ resultType: z.literal('string'), result: Sample }),
    // Cortex said so where nothing was found.
    z.object({ resultType: z.literal(''), result: z.null() }),
  ]),
});
export type QueryAnswer = z.infer<typeof QueryAnswer>;

export const NamesAnswer = z.object({ status: z.literal('success'), data: listOf(z.string()) });

const Alert = z.object({
  labels: Texts,
  annotations: Texts,
  state: z.enum(['firing', 'pending', 'inactive']),
  activeAt: SetTime,
  value: z.union([z.string(), z.number()]).optional(),
});
export type PrometheusAlert = z.infer<typeof Alert>;
export const AlertsAnswer = z.object({ status: z.literal('success'), data: z.object({ alerts: listOf(Alert) }) });

const AlertingRule = z.object({ type: z.literal('alerting'), name: z.string(), query: z.string(), labels: Texts });
export type AlertingRule = Omit<z.infer<typeof AlertingRule>, 'type'>;

/** A rule of another kind or form costs no other one. */
const Rule = z.union([AlertingRule, z.unknown().transform(() => undefined)]);
export const RulesAnswer = z.object({
  status: z.literal('success'),
  data: z.object({ groups: listOf(z.object({ rules: listOf(Rule) })) }),
});
