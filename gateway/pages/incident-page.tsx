import type { OfferedRunbook } from '#core/runs/run';
import type { Brief } from '#core/brief/brief';
import type { IncidentState } from '#core/incidents/incident';
import { millisecondsToRecovery } from '#core/incidents/incident-times';
import { durationWords } from '#core/time/duration-words';
import { BriefSections, HeadlinePanel } from './brief-sections.tsx';
import { ChecklistSection } from './checklist-section.tsx';
import type { FormContext } from './form-fields.tsx';
import { RunbooksSection, RunNotices } from './incident-runs.tsx';
import { renderPage, Time } from '#web/pages/page-parts';
import type { Plot } from './plots.ts';
import { AlertsSection, TimelineSection } from './story-sections.tsx';
import { TimesSection } from './times-section.tsx';
import { PhaseMark, SeverityMark } from './words.tsx';
import { gatewaySite } from './site.ts';

export interface IncidentView extends FormContext {
  readonly state: IncidentState;
  /** False: no worker answers, the state is the last that was published. */
  readonly answered: boolean;
  /** The workflow failed, timed out or was terminated. */
  readonly failed: boolean;
  /** Absent before it is published, and when the store cannot read it. */
  readonly brief?: Brief;
  readonly plots: readonly Plot[];
  readonly temporalUrl?: string;
  /** Of what is shown: the script loads the page again when another one is told. */
  readonly version: string;
  readonly livePath: string;
  readonly offered: readonly OfferedRunbook[];
  /** Of the service on whose pages people decide about writes. */
  readonly approvalsUrl?: string;
  /** What was asked for and refused, in a sentence. */
  readonly refusal?: string;
  /** Somebody writes: without a script the page would load itself again below their hands. */
  readonly stands: boolean;
}

export function renderIncidentPage(incident: IncidentView): string {
  const view = { ...incident, state: withStoredBrief(incident) };
  const { state, answered, failed, brief } = view;
  const isWorking = !failed && (state.phase === 'settling' || state.phase === 'investigating');
  const runs = { ...view, recommended: brief?.runbooks ?? [], isOver: failed || state.phase === 'closed' };
  const checklist = { items: state.items, isOpen: isWorking, isToCome: isWorking && answered };
  return renderPage({
    site: gatewaySite,
    title: state.title,
    refreshSeconds: isWorking && !view.stands ? 5 : undefined,
    children: (
      // A page that shows a refused form stands still: what it says must not go away while it is corrected.
      <main id="main" data-live-path={view.draft ? undefined : view.livePath} data-version={view.version}>
        <Head {...view} />
        {view.refusal !== undefined && (
          <p class="notice refusal" id="refusal" role="alert">
            {view.refusal}
          </p>
        )}
        {isWorking && !view.stands && (
          <noscript>
            <p class="subtle">
              This page reloads every 5 s. <a href="?stand">Stop reloading</a> to fill in a form.
            </p>
          </noscript>
        )}
        {!answered && (
          <p class="notice" id="unanswered">
            <strong>
              The worker does not answer; {brief ? 'this is the last published brief.' : 'no brief can be shown.'}
            </strong>{' '}
            {brief && 'Checklist and timeline may be older than the incident. '}
            {failed
              ? 'The workflow has ended without a result; what it did is in Temporal.'
              : 'Check the investigator. The incident is safe in Temporal and continues when a worker is back.'}
          </p>
        )}
        {answered && <RunNotices {...runs} />}
        {answered && <TimesSection state={state} />}
        <HeadlinePanel state={state} brief={brief} />
        {answered && <RunbooksSection {...runs} />}
        {isWorking && <ChecklistSection {...checklist} />}
        {brief && <BriefSections {...view} brief={brief} />}
        {!isWorking && <ChecklistSection {...checklist} />}
        <TimelineSection entries={mergedTimeline(state, brief)} />
        <AlertsSection state={state} />
      </main>
    ),
  });
}

/** Without a worker little is known but which brief was published: the stored one tells more. */
function withStoredBrief({ state, answered, brief }: IncidentView): IncidentState {
  if (answered || !brief) return state;
  return {
    ...state,
    items: state.items.length > 0 ? state.items : brief.items,
    ...(state.brief && { brief: { ...state.brief, publishedAt: brief.publishedAt } }),
  };
}

function Head({ state, failed, temporalUrl }: IncidentView) {
  return (
    <header class="incident-head" id="head">
      <h1>{state.title}</h1>
      <p class="marks">
        <SeverityMark severity={state.severity} />
        <PhaseMark phase={failed ? 'failed' : state.phase} />
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
        {failed ? 'Failed: the workflow ended without a result. Its page in Temporal says why.' : statusWords(state)}
      </p>
    </header>
  );
}

function statusWords(state: IncidentState): string {
  const { phase, items, brief, receivedAt } = state;
  const recoveryMilliseconds = millisecondsToRecovery(state);
  const done = items.filter((item) => item.state !== 'running').length;
  const tookMilliseconds = brief ? Date.parse(brief.publishedAt) - Date.parse(receivedAt) : NaN;
  switch (phase) {
    case 'settling':
      return 'Waiting a moment for more alerts of this group.';
    case 'investigating':
      return `Investigating: ${done} of ${items.length} items answered.`;
    case 'briefed':
      return Number.isNaN(tookMilliseconds)
        ? 'Briefed; alerts still fire.'
        : `Briefed ${durationWords(tookMilliseconds)} after the first delivery; alerts still fire.`;
    case 'acting':
      return 'A runbook runs; alerts still fire.';
    case 'watching':
      return 'All alerts are resolved. The incident closes when it stays quiet.';
    case 'closed':
      return recoveryMilliseconds === undefined
        ? 'Closed.'
        : `Closed; recovered ${durationWords(recoveryMilliseconds)} after the first delivery.`;
    default:
      return phase satisfies never;
  }
}

/** The incident's own story and what the brief adds to it (changes, onset), each line once. */
function mergedTimeline(state: IncidentState, brief: Brief | undefined): IncidentState['timeline'] {
  const entries = [...state.timeline, ...(brief?.timeline ?? [])];
  const once = new Map(entries.map((entry) => [`${Date.parse(entry.at)} ${entry.text}`, entry]));
  return [...once.values()].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
