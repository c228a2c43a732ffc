import type { RunState, StepRecord } from '#core/runs/run';
import { durationWords } from '#core/time/duration-words';
import { personWords, runWords, stepWords, type Tone, waitingQuestions } from '#core/runs/run-words';
import { plainLine } from '#core/text/plain-text';
import type { KnownRun } from '#temporal/ports';
import { type Paint } from '#terminal/painter';
import { runCommandLine } from './run-commands.ts';
import { shortHash } from '#core/ids/short-hash';

// Lines about a run on a terminal. What others wrote is stripped of what would steer the terminal.

const marks: Readonly<Record<Tone, { mark: string; colour: 'green' | 'red' | 'yellow' | 'cyan' | 'dim' }>> = {
  good: { mark: '✓', colour: 'green' },
  bad: { mark: '✗', colour: 'red' },
  waits: { mark: '?', colour: 'yellow' },
  works: { mark: '…', colour: 'cyan' },
  quiet: { mark: '–', colour: 'dim' },
};

const lineLength = 400;

/** One line: mark, title, state and reason. */
export function stepLine(step: StepRecord, paint: Paint): string {
  const { word, tone } = stepWords(step);
  const { mark, colour } = marks[tone];
  const indent = '  '.repeat(step.path.split('/').length - 1);
  const why = step.reason ?? step.summary;
  const parts = [
    `${indent}${paint(colour, mark)} ${line(step.title)}`,
    paint(colour, word),
    ...(step.by ? [`by ${line(personWords(step.by))}`] : []),
    ...(why === undefined ? [] : [line(why)]),
  ];
  return `${parts.join(' · ')} ${paint('dim', line(step.path))}`;
}

/** How the run ended, or its present state. */
export function standingLines({ state, failed }: Pick<KnownRun, 'state' | 'failed'>, paint: Paint): readonly string[] {
  const { word, meaning, tone } = runWords({
    state: failed ? 'failed' : state.state,
    outcome: state.outcome,
    waits: waitingQuestions(state).length > 0,
  });
  const took = Date.parse(state.endedAt ?? '') - Date.parse(state.startedAt);
  return [
    `${paint('bold', line(state.runbook.title))}: ${paint(marks[tone].colour, word)}. ${meaning}${Number.isNaN(took) ? '' : ` It took ${durationWords(took)}.`}`,
    ...(state.reason === undefined || state.cancelled ? [] : [line(state.reason)]),
    ...Object.entries(state.outputs ?? {}).map(
      ([name, value]) => `${paint('bold', name)}: ${line(typeof value === 'string' ? value : JSON.stringify(value))}`,
    ),
    ...(state.paused && state.state !== 'ended'
      ? [
          `Paused by ${line(personWords(state.paused.by))}${state.paused.reason === undefined ? '' : `: ${line(state.paused.reason)}`}.`,
        ]
      : []),
    ...(state.cancelled
      ? [`Cancelled by ${line(personWords(state.cancelled.by))}: ${line(state.cancelled.reason)}`]
      : []),
  ];
}

/** The question and the commands that answer it, where it cannot be asked interactively. */
export function questionLines(
  state: RunState,
  { path, question, deadlineAt }: StepRecord,
  { home, pageUrl }: { readonly home?: string; readonly pageUrl?: string },
): readonly string[] {
  if (!question) return [];
  const answer = (...rest: readonly string[]) => runCommandLine(['answer', state.runId, '--step', path, ...rest], home);
  const fields = question.form && Object.keys(question.form.properties).flatMap((name) => ['--set', `${name}=…`]);
  return [
    `Waiting for an answer${deadlineAt === undefined ? '' : ` until ${deadlineAt}`}: ${line(question.text)}`,
    ...(pageUrl === undefined ? [] : [`  ${pageUrl}`]),
    `  ${fields ? answer(...fields) : answer('--yes')}`,
    `  ${answer('--no', '--reason', '…')}`,
  ];
}

/** A whole run. */
export function runLines(known: KnownRun, paint: Paint, place: { home?: string; pageUrl?: string }): readonly string[] {
  const { state, answered } = known;
  const begun = new Set(state.steps.map(({ path }) => path));
  const toCome = state.state === 'ended' ? stepWords({ state: 'not_reached' }).word : 'to come';
  const target = state.target ? `, on ${line(state.target.service)} in ${line(state.target.environment)}` : '';
  return [
    ...standingLines(known, paint),
    paint('dim', `${line(state.runId)}, ${line(state.runbook.name)} ${shortHash(state.runbook.sha256)}${target}`),
    ...(answered ? [`Started ${state.startedAt} by ${line(personWords(state.startedBy))}.`] : []),
    ...(answered ? [] : ['The worker does not answer, so the steps cannot be shown. The run is safe in Temporal.']),
    '',
    ...state.steps.map((step) => stepLine(step, paint)),
    ...state.plan
      .filter(({ id }) => !begun.has(id))
      .map(({ id, title }) => paint('dim', `  ${line(title)} · ${toCome} ${line(id)}`)),
    ...waitingQuestions(state).flatMap((step) => ['', ...questionLines(state, step, place)]),
  ];
}

function line(text: string): string {
  return plainLine(text, lineLength);
}
