import type { RunState, StepRecord } from '#core/runs/run';
import { waitingQuestions } from '#core/runs/run-words';
import { runPath } from '#web/paths/gateway';
import { domId, Time } from '#web/pages/page-parts';
import { draftOf, type FormContext, FormFields } from './form-fields.tsx';
import { Fold, Submit } from './run-steering.tsx';
import { SteerForm, TextField } from './steer-form.tsx';

export function answerFormId(path: string): string {
  return domId('answer', path);
}

/** Of the form that says no to a question which has a form of its own. */
export function refusalFormId(path: string): string {
  return domId('no', path);
}

/** What waits for a person: before everything else. */
export function Questions({ state, ...context }: FormContext & { readonly state: RunState }) {
  return (
    <>
      {waitingQuestions(state).map((step) => (
        <Question key={step.path} runId={state.runId} step={step} {...context} />
      ))}
    </>
  );
}

interface QuestionProps extends FormContext {
  readonly runId: string;
  readonly step: StepRecord & Required<Pick<StepRecord, 'question'>>;
}

function Question({ runId, step, ...context }: QuestionProps) {
  const { question, path, title, deadlineAt } = step;
  const id = answerFormId(path);
  return (
    <section class="panel question" id={domId('question', path)} aria-labelledby={`${id}-title`}>
      <p class="kicker">
        {title}
        {deadlineAt !== undefined && (
          <>
            {' · answer by '}
            <Time at={deadlineAt} withDate />
          </>
        )}
        {question.escalatedAt !== undefined && (
          <>
            {' · escalated '}
            <Time at={question.escalatedAt} />
          </>
        )}
      </p>
      <h2 id={`${id}-title`}>{question.text}</h2>
      <SteerForm
        {...context}
        id={id}
        action={`${runPath(runId)}/answer`}
        buttons={
          question.form ? (
            <button type="submit" class="button">
              Answer
            </button>
          ) : (
            <>
              <button type="submit" class="button" name="answer" value="yes">
                Yes
              </button>
              <button type="submit" class="button" name="answer" value="no">
                No
              </button>
            </>
          )
        }
      >
        <input type="hidden" name="step" value={path} />
        {question.form ? (
          <FormFields form={question.form} id={id} draft={draftOf(context, id)} />
        ) : (
          <TextField
            {...context}
            form={id}
            name="note"
            label="Note, or why not"
            description="No needs a reason."
            required={false}
          />
        )}
      </SteerForm>
      {question.form && <SayNo runId={runId} path={path} {...context} />}
    </section>
  );
}

function SayNo({ runId, path, ...context }: FormContext & { readonly runId: string; readonly path: string }) {
  const id = refusalFormId(path);
  return (
    <Fold id={id} title="Say no instead" {...context}>
      <SteerForm {...context} id={id} action={`${runPath(runId)}/answer`} buttons={<Submit label="No" />}>
        <input type="hidden" name="step" value={path} />
        <input type="hidden" name="answer" value="no" />
        <TextField {...context} form={id} name="note" label="Why not" required />
      </SteerForm>
    </Fold>
  );
}
