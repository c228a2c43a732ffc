import type { RunState } from '#core/runs/run';
import { durationWords } from '#core/time/duration-words';
import { personWords, runWords, waitingQuestions } from '#core/runs/run-words';
import { incidentPath } from '#web/paths/gateway';
import type { FormContext } from './form-fields.tsx';
import { renderPage, Time } from '#web/pages/page-parts';
import { StateMark } from './run-marks.tsx';
import { Questions } from './run-questions.tsx';
import { SteeringSection } from './run-steering.tsx';
import { StepsSection } from './step-tree.tsx';
import { waitingWrites, WaitingWrites } from './waiting-writes.tsx';
import { gatewaySite } from './site.ts';
import { shortHash } from '#core/ids/short-hash';

export interface RunView extends FormContext {
  readonly state: RunState;
  /** False: no worker answers, the state is what Temporal itself knows. */
  readonly answered: boolean;
  /** The workflow failed, timed out or was terminated. */
  readonly failed: boolean;
  /** What was asked for and refused, in a sentence. */
  readonly refusal?: string;
  readonly temporalUrl?: string;
  readonly version: string;
  readonly livePath: string;
  /** Of the service on whose pages people decide about writes. */
  readonly approvalsUrl?: string;
}

export function renderRunPage(view: RunView): string {
  const { state, answered, failed, refusal, draft } = view;
  const isOver = failed || state.state === 'ended';
  return renderPage({
    site: gatewaySite,
    title: state.runbook.title,
    children: (
      // A page that shows a refused form stands still: what it says must not go away while it is corrected.
      <main id="main" data-live-path={draft ? undefined : view.livePath} data-version={view.version}>
        <Head {...view} />
        {refusal !== undefined && (
          <p class="notice refusal" id="refusal" role="alert">
            {refusal}
          </p>
        )}
        {!isOver && (
          <noscript>
            <p class="subtle">
              Without JavaScript this page does not update itself.{' '}
              <a href={view.livePath.replace(/\/live$/, '')}>Load it again</a>
            </p>
          </noscript>
        )}
        {!answered && (
          <p class="notice" id="unanswered">
            <strong>The worker does not answer; steps cannot be shown.</strong>{' '}
            {failed
              ? 'The workflow has ended without a result; what it did is in Temporal.'
              : 'Look at the investigator worker; the run itself is safe in Temporal and goes on when one is back.'}
          </p>
        )}
        {answered && !isOver && <WaitingWrites {...view} />}
        {answered && !isOver && <Questions {...view} />}
        <StepsSection state={state} approvalsUrl={view.approvalsUrl} />
        {answered && !isOver && <SteeringSection {...view} />}
      </main>
    ),
  });
}

function Head({ state, answered, failed, temporalUrl }: RunView) {
  const { runbook, target, incidentId, startedBy, outputs, paused, cancelled } = state;
  const words = standing(state, failed);
  return (
    <header class="incident-head" id="head">
      <p class="kicker">Run of a runbook</p>
      <h1>{runbook.title}</h1>
      <p class="marks">
        <StateMark words={words} />
        {target && (
          <>
            <span class="mark">{target.environment}</span>
            <span class="mark plain">{target.service}</span>
          </>
        )}
        <span class="mark plain">
          {runbook.name}
          {runbook.sha256 !== '' && (
            <>
              {' '}
              <code title={runbook.sha256}>{shortHash(runbook.sha256)}</code>
            </>
          )}
        </span>
      </p>
      <p class="subtle">
        Started <Time at={state.startedAt} withDate />
        {answered && ` by ${personWords(startedBy)}`}
        {state.endedAt === undefined && state.deadlineAt !== undefined && (
          <>
            {' · has to end by '}
            <Time at={state.deadlineAt} withDate />
          </>
        )}
        {incidentId !== undefined && (
          <>
            {' · '}
            <a href={incidentPath(incidentId)}>Incident</a>
          </>
        )}
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
        {statusWords(state, failed)}
      </p>
      {state.reason !== undefined && !cancelled && <p class="reason">{state.reason}</p>}
      {paused && state.state !== 'ended' && (
        <p class="notice">
          <strong>{`Paused by ${personWords(paused.by)} `}</strong>
          <Time at={paused.at} />
          {paused.reason === undefined ? '. Deadlines go on.' : `: ${paused.reason}. Deadlines go on.`}
        </p>
      )}
      {outputs && (
        <dl class="facts" id="outputs">
          {Object.entries(outputs).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
            </div>
          ))}
        </dl>
      )}
      {cancelled && (
        <p class="notice">
          <strong>
            {cancelled.handsOff ? 'Cancelled, hands off, by ' : 'Cancelled by '}
            {`${personWords(cancelled.by)} `}
          </strong>
          <Time at={cancelled.at} />
          {`: ${cancelled.reason}`}
        </p>
      )}
    </header>
  );
}

function standing(state: RunState, failed: boolean) {
  const asks = waitingQuestions(state).length > 0;
  const words = runWords({
    state: failed ? 'failed' : state.state,
    outcome: state.outcome,
    waits: asks || waitingWrites(state).length > 0,
  });
  return words.tone === 'waits' && state.state === 'running' && !asks
    ? { ...words, meaning: 'A person has to decide about a write.' }
    : words;
}

function statusWords(state: RunState, failed: boolean): string {
  const words = standing(state, failed);
  const tookMilliseconds = Date.parse(state.endedAt ?? '') - Date.parse(state.startedAt);
  if (Number.isNaN(tookMilliseconds)) return words.meaning;
  return `${words.meaning} It took ${durationWords(tookMilliseconds)}.`;
}
