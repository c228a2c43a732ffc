import type { Brief } from '#core/vocabulary/brief';
import type { IncidentState } from '#core/vocabulary/incident';
import { BriefSections, HeadlinePanel } from './brief-sections.tsx';
import { ChecklistSection } from './checklist-section.tsx';
import { renderPage } from './layout.tsx';
import type { Plot } from './plots.ts';
import { AlertsSection, TimelineSection } from './story-sections.tsx';
import { durationWords, PhaseMark, SeverityMark, Time } from './words.tsx';

export interface IncidentView {
  readonly state: IncidentState;
  /** False: no worker answers, the state is the last that was published. */
  readonly answered: boolean;
  /** Absent before it is published, and when the store cannot read it. */
  readonly brief?: Brief;
  readonly plots: readonly Plot[];
  readonly temporalUrl?: string;
  /** Of what is shown: the script loads the page again when another one is told. */
  readonly version: string;
  readonly livePath: string;
}

export function renderIncidentPage(view: IncidentView): string {
  const { state, answered, brief } = view;
  const isWorking = state.phase === 'settling' || state.phase === 'investigating';
  return renderPage({
    title: state.title,
    refreshSeconds: isWorking ? 5 : undefined,
    children: (
      <main id="main" data-live-path={view.livePath} data-version={view.version}>
        <Head {...view} />
        {!answered && (
          <p class="notice" id="unanswered" data-live>
            <strong>The worker does not answer; this is the last published brief.</strong> Checklist and timeline may be
            older than the incident. Look at the investigator worker; the incident itself is safe in Temporal and goes
            on when one is back.
          </p>
        )}
        <HeadlinePanel state={state} brief={brief} />
        {isWorking && <ChecklistSection items={state.items} isOpen />}
        {brief && <BriefSections {...view} brief={brief} />}
        {!isWorking && <ChecklistSection items={state.items} isOpen={false} />}
        <TimelineSection entries={mergedTimeline(state, brief)} />
        <AlertsSection state={state} />
      </main>
    ),
  });
}

function Head({ state, temporalUrl }: IncidentView) {
  return (
    <header class="incident-head" id="head" data-live>
      <h1>{state.title}</h1>
      <p class="marks">
        <SeverityMark severity={state.severity} />
        <PhaseMark phase={state.phase} />
        <span class="mark">{state.environment ?? 'environment not set: read-only'}</span>
        {state.services.slice(0, 8).map((service) => (
          <span class="mark plain" key={service}>
            {service}
          </span>
        ))}
        {state.services.length > 8 && <span class="mark plain">{`and ${state.services.length - 8} more`}</span>}
      </p>
      <p class="subtle">
        Since <Time at={state.startedAt} withDate />
        {temporalUrl !== undefined && (
          <>
            {' · '}
            <a id="temporal" href={temporalUrl} rel="noreferrer">
              Workflow in the Temporal UI
            </a>
          </>
        )}
      </p>
      <p id="status" class="status" role="status" aria-live="polite">
        {statusWords(state)}
      </p>
    </header>
  );
}

function statusWords({ phase, items, brief, receivedAt }: IncidentState): string {
  const done = items.filter(({ state }) => state !== 'waiting' && state !== 'running').length;
  const took = brief && durationWords(Date.parse(brief.publishedAt) - Date.parse(receivedAt));
  switch (phase) {
    case 'settling':
      return 'Waiting a moment for more alerts of this group.';
    case 'investigating':
      return `Investigating: ${done} of ${items.length} items answered.`;
    case 'briefed':
      return `Briefed ${took ?? ''} after the first delivery; alerts still fire.`.replace('  ', ' ');
    case 'watching':
      return 'All alerts are resolved. The incident closes when it stays quiet.';
    case 'closed':
      return 'Closed.';
    default: {
      const never: never = phase;
      return never;
    }
  }
}

/** The incident's own story and what the brief adds to it (changes, onset), each line once. */
function mergedTimeline(state: IncidentState, brief: Brief | undefined): IncidentState['timeline'] {
  const entries = [...state.timeline, ...(brief?.timeline ?? [])];
  const once = new Map(entries.map((entry) => [`${Date.parse(entry.at)} ${entry.text}`, entry]));
  return [...once.values()].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
