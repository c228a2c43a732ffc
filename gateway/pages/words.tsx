import type { Severity } from '#core/alerts/alert';
import type { Cause } from '#core/analysis/cause';
import type { ItemState, TimelineEntry } from '#core/incidents/incident';
import type { IncidentRow } from '#temporal/ports';

// The words of the vocabulary as people read them, and the small marks that carry them.

const PHASES: Readonly<Record<IncidentRow['phase'], string>> = {
  settling: 'settling',
  investigating: 'investigating',
  briefed: 'briefed',
  acting: 'acting',
  watching: 'watching',
  closed: 'closed',
  failed: 'failed',
};

const PHASE_MEANINGS: Readonly<Record<IncidentRow['phase'], string>> = {
  settling: 'Waiting a moment for more alerts of the group before investigating.',
  investigating: 'The checklist is being answered.',
  briefed: 'The brief is published; alerts still fire.',
  acting: 'A runbook runs.',
  watching: 'All alerts are resolved; it closes when it stays quiet.',
  closed: 'Resolved and quiet.',
  failed: 'The workflow failed; its page in Temporal says why.',
};

export function PhaseMark({ phase }: { readonly phase: IncidentRow['phase'] }) {
  return (
    <span class={`mark phase-${phase}`} title={PHASE_MEANINGS[phase]}>
      {PHASES[phase]}
    </span>
  );
}

export function SeverityMark({ severity }: { readonly severity: Severity | string }) {
  const known = severity === 'critical' || severity === 'warning' || severity === 'info';
  return <span class={`mark ${known ? `severity-${severity}` : ''}`}>{severity}</span>;
}

export const ITEM_STATES: Readonly<Record<ItemState['state'], string>> = {
  running: 'running',
  answered: 'answered',
  not_applicable: 'not applicable',
  could_not_check: 'could not check',
};

export const TIMELINE_KINDS: Readonly<Record<TimelineEntry['kind'], string>> = {
  alert: 'alert',
  change: 'change',
  investigation: 'investigation',
  brief: 'brief',
  run: 'run',
  incident: 'incident',
};

export function causeWords(cause: Cause): string {
  return cause.replaceAll('_', ' ');
}

/** Only an address that a browser can open safely. */
export function webAddress(url: string | undefined): string | undefined {
  return url !== undefined && /^https?:\/\//i.test(url) ? url : undefined;
}
