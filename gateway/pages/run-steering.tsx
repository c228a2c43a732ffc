import type { ComponentChildren } from 'preact';
import type { RunState } from '#core/runs/run';
import { unendedSteps } from '#core/runs/run-words';
import { runPath } from '#web/paths/gateway';
import { domId, Field } from '#web/pages/page-parts';
import { draftOf, type FormContext } from './form-fields.tsx';
import { SteerForm, TextField } from './steer-form.tsx';

/** Pause, resume, skip, cancel. */
export function SteeringSection({ state, ...context }: FormContext & { readonly state: RunState }) {
  if (state.state === 'ended') return null;
  const path = runPath(state.runId);
  const isCancelled = state.cancelled !== undefined;
  return (
    <section id="steering" aria-labelledby="steering-title">
      <h2 id="steering-title">Steer this run</h2>
      {state.paused ? (
        <Fold id="resume" title="Resume" open {...context}>
          <p>Steps start again.</p>
          <SteerForm id="resume" action={`${path}/resume`} {...context} buttons={<Submit label="Resume" />} />
        </Fold>
      ) : (
        !isCancelled && (
          <Fold id="pause" title="Pause" {...context}>
            <p>No further step starts. Running steps and deadlines continue.</p>
            <SteerForm id="pause" action={`${path}/pause`} {...context} buttons={<Submit label="Pause" />}>
              <TextField form="pause" name="reason" label="Why" required={false} {...context} />
            </SteerForm>
          </Fold>
        )
      )}
      <SkipFold state={state} {...context} />
      {!isCancelled && (
        <Fold id="cancel" title="Cancel the run" {...context}>
          <p>Running steps are cancelled, and only its “always” steps still start.</p>
          <SteerForm id="cancel" action={`${path}/cancel`} {...context} buttons={<Submit label="Cancel the run" />}>
            <TextField form="cancel" name="reason" label="Why" required {...context} />
          </SteerForm>
        </Fold>
      )}
    </section>
  );
}

function SkipFold({ state, ...context }: FormContext & { readonly state: RunState }) {
  const steps = unendedSteps(state);
  const draft = draftOf(context, 'skip');
  if (steps.length === 0) return null;
  return (
    <Fold id="skip" title="Skip a step" {...context}>
      <p>A step that has not started is left out; a running one is ended. The run continues with the next step.</p>
      <SteerForm id="skip" action={`${runPath(state.runId)}/skip`} {...context} buttons={<Submit label="Skip" />}>
        <Field id={domId('skip', 'step')} label="Step" required problem={draft?.problems['step']}>
          {(attributes) => (
            <select {...attributes} name="step">
              <option value="">choose</option>
              {steps.map((step) => (
                <option key={step.path} value={step.path} selected={draft?.values['step'] === step.path}>
                  {`${step.title} (${step.path})`}
                </option>
              ))}
            </select>
          )}
        </Field>
        <TextField form="skip" name="reason" label="Why" required {...context} />
      </SteerForm>
    </Fold>
  );
}

interface FoldProps extends FormContext {
  /** Of its form; it is open where that was refused. */
  readonly id: string;
  readonly title: string;
  readonly open?: boolean;
  readonly children: ComponentChildren;
}

export function Fold({ id, title, open = false, children, ...context }: FoldProps) {
  return (
    <details id={`fold-${id}`} class="fold" open={open || draftOf(context, id) !== undefined}>
      <summary>{title}</summary>
      {children}
    </details>
  );
}

export function Submit({ label }: { readonly label: string }) {
  return (
    <button type="submit" class="button">
      {label}
    </button>
  );
}
