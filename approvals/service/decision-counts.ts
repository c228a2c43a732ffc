import { Counter, Registry } from 'prom-client';
import type { ApprovalRecord } from './ports.ts';

/** What `/metrics` tells: how many people decide, how it ends, and how many do not look. */
export interface DecisionCounts {
  add(record: ApprovalRecord): void;
  /** In Prometheus' text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

export function createDecisionCounts(): DecisionCounts {
  const registry = new Registry();
  const records = new Counter({
    name: 'holdfast_approvals_total',
    help: 'Decisions, withdrawals, undos and sign-ins, by what came of them',
    labelNames: ['what', 'outcome', 'channel'],
    registers: [registry],
  });
  const quick = new Counter({
    name: 'holdfast_quick_decisions_total',
    help: 'Decisions less than five seconds after the page was first shown',
    labelNames: ['answer'],
    registers: [registry],
  });
  return {
    add({ what, outcome, channel, quick: isQuick, answer }) {
      records.inc({ what, outcome, channel });
      // Of each decision once: what came of it is a record of its own.
      if (isQuick && answer !== undefined && (outcome === 'signed' || outcome === 'issued')) quick.inc({ answer });
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
