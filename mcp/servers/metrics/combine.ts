import { askAll, sourcesOf } from '../../kit/ask-all.ts';
import type { Chosen } from '../../kit/choose-back-ends.ts';
import type { MetricsBackEnd } from './back-end.ts';

/** Series of all back ends; a service's signals come from the one that has it, where the catalogue says which. */
export function combineMetrics({ members, all, of }: Chosen<MetricsBackEnd>): MetricsBackEnd {
  return {
    source: sourcesOf(members),
    scrapeIntervalSeconds: Math.max(...members.map(({ backEnd }) => backEnd.scrapeIntervalSeconds)),
    async readSignal(request, signal) {
      const { answers, warnings } = await askAll(of(request.service), (one) => one.readSignal(request, signal));
      const found = answers.flatMap(({ name, answer }) => (answer ? [{ name, ...answer }] : []));
      if (found.length === 0) return undefined;
      return {
        series: found.flatMap(({ name, series }) => series.map((one) => ({ ...one, back_end: name }))),
        query: [...new Set(found.map(({ query }) => query))].join('; '),
        warnings: [...warnings, ...found.flatMap((answer) => answer.warnings)],
      };
    },
    async unseenErrors(request, signal) {
      const { answers } = await askAll(of(request.service), (one) => one.unseenErrors(request, signal));
      const found = answers.map(({ answer }) => answer);
      const matched = found.some(({ neverMatched }) => neverMatched.length === 0);
      return {
        beforeFirstSample: found.reduce((sum, { beforeFirstSample }) => sum + beforeFirstSample, 0),
        neverMatched: matched ? [] : found.flatMap(({ neverMatched }) => neverMatched),
      };
    },
    async explainEmpty(request, signal) {
      const { answers } = await askAll(of(request.service), (one) => one.explainEmpty(request, signal));
      return answers.flatMap(({ name, answer }) => answer.map((reason) => `${name}: ${reason}`));
    },
    async readRaw(request, signal) {
      const { answers, warnings } = await askAll(all(), (one) => one.readRaw(request, signal));
      return {
        series: answers.flatMap(({ answer }) => answer.series),
        warnings: [...warnings, ...answers.flatMap(({ answer }) => answer.warnings)],
      };
    },
    async countRaw(request, signal) {
      const { answers } = await askAll(all(), (one) => one.countRaw(request, signal));
      const counts = answers.flatMap(({ answer }) => answer ?? []);
      return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0);
    },
    async alerts(signal) {
      const { answers, warnings } = await askAll(all(), (one) => one.alerts(signal));
      return {
        alerts: answers.flatMap(({ name, answer }) => answer.alerts.map((one) => ({ ...one, back_end: name }))),
        warnings: [...warnings, ...answers.flatMap(({ answer }) => answer.warnings)],
      };
    },
    async evaluateRules(request, signal) {
      const { answers, warnings } = await askAll(all(), (one) => one.evaluateRules(request, signal));
      return {
        rules: answers.flatMap(({ name, answer }) => answer.rules.map((one) => ({ ...one, back_end: name }))),
        warnings: [...warnings, ...answers.flatMap(({ answer }) => answer.warnings)],
      };
    },
    async metricNames(request, signal) {
      const { answers } = await askAll(all(), (one) => one.metricNames(request, signal));
      return [...new Set(answers.flatMap(({ answer }) => answer))].sort();
    },
  };
}
