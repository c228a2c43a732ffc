import type { Form } from '#core/runbooks/form';
import { readAnswers } from '#core/runbooks/form-answers';
import { nearestNames } from '#core/text/nearest-name';
import type { Answer } from '#core/runbooks/form-answer';
import type { RunState, StepRecord } from '#core/runs/run';
import { runWords, waitingQuestions } from '#core/runs/run-words';

export type WaitingStep = StepRecord & Required<Pick<StepRecord, 'question'>>;

/**
 * The question to answer; without a path the only one that waits.
 * @throws Error that lists the questions where it is ambiguous, or gives the run's state where none waits
 */
export function chooseQuestion(state: RunState, path: string | undefined): WaitingStep {
  const waiting = waitingQuestions(state);
  const list = waiting.map((step) => `  --step ${step.path}   ${step.question.text}`).join('\n');
  if (waiting.length === 0)
    throw new Error(`This run has no question that waits for an answer. ${standingOf(state, path)}`);
  if (path === undefined) {
    const [only, second] = waiting;
    if (only && !second) return only;
    throw new Error(`${waiting.length} questions wait. Choose one:\n${list}`);
  }
  const found = waiting.find((step) => step.path === path);
  if (found) return found;
  const [near] = nearestNames(
    path,
    waiting.map((step) => step.path),
  );
  throw new Error(
    `No question waits at "${path}".${near === undefined ? '' : ` Did you mean ${near}?`} Waiting:\n${list}`,
  );
}

function standingOf(state: RunState, path: string | undefined): string {
  const step = state.steps.find((each) => each.path === path);
  if (step?.by) return `${step.by.name} already answered "${path}" (${step.state}).`;
  const { word, meaning } = runWords(state);
  return `The run is ${word}: ${meaning}`;
}

export interface GivenOptions {
  readonly yes?: true;
  readonly no?: true;
  readonly reason?: string;
  /** `field=value` */
  readonly set?: readonly string[];
}

/** The answer that the options give. @throws Error that says which options the question takes */
export function answerFrom({ question, path }: WaitingStep, options: GivenOptions): Answer {
  const { yes, no, set = [] } = options;
  const reason = options.reason?.trim() || undefined;
  if (question.form) {
    if (no && !yes && set.length === 0) return refusal(reason);
    if (yes || no || reason !== undefined)
      throw new Error(
        `The question at "${path}" has a form. Fill it in with --set, or refuse with --no and --reason. ${fieldsOf(question.form)}`,
      );
    return { kind: 'form', values: readSet(question.form, set) };
  }
  if (set.length > 0)
    throw new Error(`The question at "${path}" has no form. Answer with --yes, or with --no and --reason.`);
  if (yes === no) throw new Error(`The question at "${path}" takes either --yes or --no: ${question.text}`);
  if (yes) return { kind: 'yes', note: reason };
  return refusal(reason);
}

function refusal(reason: string | undefined): Answer {
  if (reason === undefined) throw new Error('--no requires --reason: it is recorded and shown.');
  return { kind: 'no', reason };
}

function readSet(form: Form, set: readonly string[]) {
  const texts = new Map<string, string>();
  for (const pair of set) {
    const [, field, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (field === undefined || value === undefined)
      throw new Error(`--set takes field=value, not "${pair}". ${fieldsOf(form)}`);
    if (texts.has(field)) throw new Error(`--set gives the field "${field}" twice.`);
    texts.set(field, value);
  }
  // A missing field would count as an unticked checkbox, whatever its default.
  for (const [name, field] of Object.entries(form.properties))
    if (field.default !== undefined && !texts.has(name)) texts.set(name, String(field.default));
  const read = readAnswers(form, Object.fromEntries(texts));
  if (read.kind === 'ok') return read.values;
  const problems = read.problems.map(({ field, problem }) => `  ${field}: ${problem}`).join('\n');
  throw new Error(`The answer is not valid:\n${problems}\n${fieldsOf(form)}`);
}

function fieldsOf(form: Form): string {
  const fields = Object.entries(form.properties).map(([name, field]) => {
    const kind = field.type === 'string' && field.enum ? field.enum.join(' | ') : field.type;
    return `${name}=<${kind}>${form.required.includes(name) ? '' : ' (optional)'}`;
  });
  return `Fields: ${fields.join(', ')}.`;
}
