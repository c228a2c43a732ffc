import type { OfferedRunbook } from '#core/runs/run';
import { createHash } from 'node:crypto';
import type { RecommendedRunbook } from '#core/brief/brief';
import type { IncidentState } from '#core/incidents/incident';
import { ActionState } from '#core/actions/action';
import type { RunNotice, RunWrite } from '#core/runs/run-messages';
import { personWords, runWords } from '#core/runs/run-words';
import { incidentPath, runPath } from '#web/paths/gateway';
import { ActionLink, ActionStateMark, domId, Field, Time } from '#web/pages/page-parts';
import { draftOf, type FormContext, FormFields } from './form-fields.tsx';
import { StateMark } from './run-marks.tsx';
import { Fold, Submit } from './run-steering.tsx';
import { SteerForm, TextField } from './steer-form.tsx';
import { shortHash } from '#core/ids/short-hash';

interface RunsProps extends FormContext {
  readonly state: IncidentState;
  readonly recommended: readonly RecommendedRunbook[];
  readonly offered: readonly OfferedRunbook[];
  /** The incident is over: nothing is started for it any more. */
  readonly isOver: boolean;
  /** Of the service on whose pages people decide about writes. */
  readonly approvalsUrl?: string;
}

/** What waits for a person, and who has stopped automation: before the brief. */
export function RunNotices({ state, isOver, approvalsUrl, ...context }: Omit<RunsProps, 'recommended' | 'offered'>) {
  const { handsOff, runs = [] } = state;
  const waiting = runs.filter((run) => run.state !== 'ended' && run.waitingFor !== undefined);
  if (waiting.length === 0 && !handsOff) return null;
  return (
    <section id="run-notices" aria-label="Waiting for a person">
      {waiting.map((run) => (
        <p key={run.runId} class="notice waits">
          <strong>{`${run.title} waits for a person: `}</strong>
          <a href={runPath(run.runId)}>{run.waitingFor}</a>
          {run.writes
            ?.filter((write) => write.state === ActionState.awaiting)
            .map(({ actionHash }) => (
              <span key={actionHash}>
                {' · '}
                <ActionLink approvalsUrl={approvalsUrl} actionHash={actionHash}>
                  {approvalsUrl === undefined ? `action ${shortHash(actionHash)}` : 'Review and decide'}
                </ActionLink>
              </span>
            ))}
        </p>
      ))}
      {handsOff && (
        <div class="notice">
          <p>
            <strong>{`Hands off: ${personWords(handsOff.by)} has stopped automation for this incident, `}</strong>
            <Time at={handsOff.at} withDate />
            {`: ${handsOff.reason}`}
          </p>
          {!isOver && (
            <Fold id="hands-off" title="Let automation run again" {...context}>
              <HandsOffForm state={state} off={false} {...context} />
            </Fold>
          )}
        </div>
      )}
    </section>
  );
}

/** The incident's runs, and what can be started. */
export function RunbooksSection({ state, recommended, offered, isOver, approvalsUrl, ...context }: RunsProps) {
  const { runs = [], handsOff } = state;
  const canStart = !isOver && !handsOff;
  const others = offered.filter(({ name }) => !recommended.some((each) => each.name === name));
  if (runs.length === 0 && isOver) return null;
  return (
    <section id="runbooks" aria-labelledby="runbooks-title">
      <h2 id="runbooks-title">Runbooks</h2>
      {runs.length > 0 && <Runs runs={runs} approvalsUrl={approvalsUrl} />}
      {handsOff && !isOver && <p class="subtle">Hands off: no runbook can be started until it is lifted.</p>}
      {canStart && recommended.length + others.length === 0 && (
        <p class="subtle">No runbook is recommended or available for this incident.</p>
      )}
      {canStart &&
        recommended.map((runbook) => (
          <div class="panel recommended" key={runbook.name}>
            <h3>{runbook.title}</h3>
            <p>{`Recommended: ${runbook.because}`}</p>
            <StartFold state={state} runbook={currentOf(runbook, offered)} {...context} />
            {currentOf(runbook, offered).sha256 !== runbook.sha256 && (
              <p class="subtle">It has changed since the brief recommended it; the current version will be started.</p>
            )}
          </div>
        ))}
      {canStart && others.length > 0 && (
        <details id="fold-offered" class="fold" open={others.some(({ name }) => isDrafted(context, name))}>
          <summary>{recommended.length > 0 ? 'Other runbooks' : 'All runbooks'}</summary>
          {others.map((runbook) => (
            <StartFold key={runbook.name} state={state} runbook={runbook} title={runbook.title} {...context} />
          ))}
        </details>
      )}
      {canStart && (
        <Fold id="hands-off" title="Hands off" {...context}>
          <p>Cancels every run of this incident; none can start until it is lifted.</p>
          <HandsOffForm state={state} off {...context} />
        </Fold>
      )}
    </section>
  );
}

function Runs({ runs, approvalsUrl }: { readonly runs: readonly RunNotice[]; readonly approvalsUrl?: string }) {
  return (
    <ul class="runs">
      {[...runs].reverse().map((run) => (
        <li key={run.runId}>
          <StateMark words={runWords({ ...run, waits: run.waitingFor !== undefined })} />{' '}
          <a href={runPath(run.runId)}>{run.title}</a>{' '}
          <span class="subtle">
            <code>{run.runbook}</code> · <Time at={run.at} />
          </span>
          {run.reason !== undefined && <p class="reason">{run.reason}</p>}
          {run.writes && <Writes writes={run.writes} approvalsUrl={approvalsUrl} />}
        </li>
      ))}
    </ul>
  );
}

interface WritesProps {
  readonly writes: readonly RunWrite[];
  readonly approvalsUrl?: string;
}

function Writes({ writes, approvalsUrl }: WritesProps) {
  return (
    <ul class="writes">
      {writes.map(({ actionHash, title, state, by, decidedAt }) => (
        <li key={actionHash}>
          <ActionStateMark state={state} />{' '}
          <ActionLink approvalsUrl={approvalsUrl} actionHash={actionHash}>
            {title}
          </ActionLink>
          {decidedAt !== undefined && (
            <span class="subtle">
              {` · decided${by === undefined ? '' : ` by ${by}`} `}
              <Time at={decidedAt} />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

export function startFormId(runbook: string): string {
  return domId('start', runbook);
}

function isDrafted(context: FormContext, runbook: string): boolean {
  return draftOf(context, startFormId(runbook)) !== undefined;
}

interface StartProps extends FormContext {
  readonly state: IncidentState;
  readonly runbook: OfferedRunbook;
  readonly title?: string;
}

function StartFold({ state, runbook, title, ...context }: StartProps) {
  const id = startFormId(runbook.name);
  const draft = draftOf(context, id);
  return (
    <Fold id={id} title={title ?? 'Start it'} {...context}>
      <SteerForm
        {...context}
        id={id}
        action={`${incidentPath(state.incidentId)}/start`}
        buttons={<Submit label={`Start: ${runbook.title}`} />}
      >
        <input type="hidden" name="runbook" value={runbook.name} />
        <input type="hidden" name="sha256" value={runbook.sha256} />
        <input type="hidden" name="once" value={onceOf(state)} />
        <p class="subtle">
          {runbook.name} <code title={runbook.sha256}>{shortHash(runbook.sha256)}</code>
        </p>
        {runbook.inputs && <FormFields form={runbook.inputs} id={id} draft={draft} />}
        <details class="fold" id={`target-${id}`} open={draft !== undefined}>
          <summary>Use a different target</summary>
          {(['service', 'environment'] as const).map((part) => (
            <Field
              key={part}
              id={domId(id, part)}
              label={part === 'service' ? 'Service' : 'Environment'}
              required={false}
              problem={draft?.problems[part]}
            >
              {(attributes) => (
                <input {...attributes} type="text" name={part} maxLength={100} value={draft?.values[part] ?? ''} />
              )}
            </Field>
          ))}
        </details>
      </SteerForm>
    </Fold>
  );
}

/** Stays the same until a run has started: a form that is sent twice starts one. */
function onceOf({ incidentId, runs = [] }: IncidentState): string {
  return createHash('sha256').update(`${incidentId} ${runs.length}`).digest('hex').slice(0, 16);
}

/** In the version that is offered now; where none is, in that of the brief. */
function currentOf(runbook: RecommendedRunbook, offered: readonly OfferedRunbook[]): OfferedRunbook {
  return offered.find(({ name }) => name === runbook.name) ?? runbook;
}

function HandsOffForm({
  state,
  off,
  ...context
}: FormContext & { readonly state: IncidentState; readonly off: boolean }) {
  return (
    <SteerForm
      {...context}
      id="hands-off"
      action={`${incidentPath(state.incidentId)}/hands-off`}
      buttons={<Submit label={off ? 'Hands off' : 'Let automation run again'} />}
    >
      <input type="hidden" name="off" value={String(off)} />
      <TextField form="hands-off" name="reason" label="Why" required {...context} />
    </SteerForm>
  );
}
