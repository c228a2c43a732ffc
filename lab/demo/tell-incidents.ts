import { setTimeout as pause } from 'node:timers/promises';
import type { IncidentState, ItemState } from '#core/incidents/incident';
import type { Incidents } from '#temporal/ports';
import type { Teller } from './teller.ts';
import { integrationOf } from '#core/ids/workflow-ids';

const marks: Partial<Record<ItemState['state'], string>> = {
  answered: '✓',
  not_applicable: '–',
  could_not_check: '✗',
};

export interface IncidentTellerOptions {
  readonly incidents: Incidents;
  readonly teller: Teller;
  /** Whose incidents. */
  readonly integration: string;
  readonly pageUrl: (incidentId: string) => string;
  readonly signal: AbortSignal;
  /** Called once for each brief. */
  readonly onBrief: (state: IncidentState) => void;
}

function tellChanges(teller: Teller, before: IncidentState | undefined, state: IncidentState): void {
  for (const item of state.items) {
    const mark = marks[item.state];
    if (!mark || before?.items.find(({ id }) => id === item.id)?.state === item.state) continue;
    teller.tell(`  ${mark} ${item.title} ${teller.dim((item.reason ?? item.summary ?? '').slice(0, 100))}`);
  }
  const known = before?.timeline.length ?? 0;
  for (const entry of state.timeline.slice(known)) {
    if (entry.kind === 'alert' && before) teller.tell(`  ${entry.text}`);
  }
}

/** Follows all incidents and tells what happens to them, until the signal. */
export async function tellIncidents({
  incidents,
  teller,
  integration,
  pageUrl,
  signal,
  onBrief,
}: IncidentTellerOptions): Promise<void> {
  const known = new Map<string, IncidentState>();
  let unreachable = false;
  while (!signal.aborted) {
    try {
      for (const row of await incidents.list({ limit: 20 })) {
        if (integrationOf(row.workflowId) !== integration) continue;
        const before = known.get(row.incidentId);
        if (before?.phase === 'closed') continue;
        const found = await incidents.get(row.incidentId);
        // Without a worker there is no news; it will be back.
        if (!found?.answered) continue;
        const { state } = found;
        if (!before) {
          teller.tell(`${teller.bold(state.title)}: incident opened`);
          teller.tell(`  ${pageUrl(state.incidentId)}`);
        }
        tellChanges(teller, before, state);
        known.set(row.incidentId, state);
        if (state.brief && state.brief.digest !== before?.brief?.digest) {
          const milliseconds = Date.parse(state.brief.publishedAt) - Date.parse(state.receivedAt);
          teller.tell(`Brief, ${(milliseconds / 1000).toFixed(1)} s after the alert was delivered:`);
          teller.say('');
          for (const [index, line] of state.brief.headline.entries())
            teller.say(`  ${index < 2 ? teller.bold(line) : line}`);
          teller.say('');
          const ui = incidents.temporalUiUrl(row.workflowId, row.runId);
          if (ui) teller.say(`  workflow: ${ui}`);
          teller.say('');
          onBrief(state);
        }
        if (state.phase === 'closed') teller.tell(`${state.title}: resolved and quiet, incident closed`);
      }
      unreachable = false;
    } catch (error) {
      if (!unreachable && !signal.aborted) teller.tell(`Temporal does not answer: ${(error as Error).message}`);
      unreachable = true;
    }
    await pause(250, undefined, { signal }).catch(() => {});
  }
}
