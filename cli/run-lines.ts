import { styleText } from 'node:util';
import type { RunState, StepRecord } from '#core/runs/run';
import { durationWords, personWords, runWords, stepWords, type Tone, waitingQuestions } from '#core/runs/run-words';
import { plainLine } from '#core/text/plain-text';
import type { KnownRun } from '#temporal/ports';
import { runCommandLine } from './terminal/run-commands.ts';

// Lines about a run on a terminal. What others wrote is stripped of what would steer the terminal.

const marks: Readonly<Record<Tone, { mark: string; colour: 'green' | 'red' | 'yellow' | 'cyan' | 'dim' }>> = {
  good: { mark: '✓', colour: 'green' },
  bad: { mark: '✗', colour: 'red' },
  waits: { mark: '?', colour: 'yellow' },
  works: { mark: '…', colour: 'cyan' },
  quiet: { mark: '–', colour: 'dim' },
};

const lineLength = 400;

/** Colours a text, or leaves it: only a terminal gets colours. */
export type Paint = (colour: 'green' | 'red' | 'yellow' | 'cyan' | 'dim' | 'bold', text: string) => string;

export function painter(output: NodeJS.WritableStream, isTerminal: boolean): Paint {
  return (colour, text) => (isTerminal ? styleText(colour, text, { stream: output, validateStream: true }) : text);
}

/** One line: mark, title, how it stands and why. */
export function stepLine(step: StepRecord, paint: Paint): string {
  const { word, tone } = stepWords(step);
  const { mark, colour } = marks[tone];
  const indent = '  '.repeat(step.path.split('/').length - 1);
  const why = step.reason ?? step.summary;
  const parts = [
    `${indent}${paint(colour, mark)} ${told(step.title)}`,
    paint(colour, word),
    ...(step.by ? [`by ${told(personWords(step.by))}`] : []),
    ...(why === undefined ? [] : [told(why)]),
  ];
  return `${parts.join(' · ')} ${paint('dim', told(step.path))}`;
}

/** How the run ended, or stands. */
export function standingLines({ state, failed }: Pick<KnownRun, 'state' | 'failed'>, paint: Paint): readonly string[] {
  const { word, meaning, tone } = runWords({
    state: failed ? 'failed' : state.state,
    outcome: state.outcome,
    waits: waitingQuestions(state).length > 0,
  });
  const took = Date.parse(state.endedAt ?? '') - Date.parse(state.startedAt);
  return [
    `${paint('bold', told(state.runbook.title))}: ${paint(marks[tone].colour, word)}. ${meaning}${Number.isNaN(took) ? '' : ` It took ${durationWords(took)}.`}`,
    ...(state.reason === undefined || state.cancelled ? [] : [told(state.reason)]),
    ...Object.entries(state.outputs ?? {}).map(
      ([name, value]) => `${paint('bold', name)}: ${told(typeof value === 'string' ? value : JSON.stringify(value))}`,
    ),
    ...(state.paused && state.state !== 'ended'
      ? [
          `Paused by ${told(personWords(state.paused.by))}${state.paused.reason === undefined ? '' : `: ${told(state.paused.reason)}`}.`,
        ]
      : []),
    ...(state.cancelled
      ? [`Cancelled by ${told(personWords(state.cancelled.by))}: ${told(state.cancelled.reason)}`]
      : []),
  ];
}

/** The question and what to type, for somebody who cannot be asked here. */
export function questionLines(
  state: RunState,
  { path, question, deadlineAt }: StepRecord,
  { home, pageUrl }: { readonly home?: string; readonly pageUrl?: string },
): readonly string[] {
  if (!question) return [];
  const answer = (...rest: readonly string[]) => runCommandLine(['answer', state.runId, '--step', path, ...rest], home);
  const fields = question.form && Object.keys(question.form.properties).flatMap((name) => ['--set', `${name}=…`]);
  return [
    `It waits for a person${deadlineAt === undefined ? '' : ` until ${deadlineAt}`}: ${told(question.text)}`,
    ...(pageUrl === undefined ? [] : [`  ${pageUrl}`]),
    `  ${fields ? answer(...fields) : answer('--yes')}`,
    `  ${answer('--no', '--reason', '…')}`,
  ];
}

/** A whole run as text. */
export function runLines(known: KnownRun, paint: Paint, place: { home?: string; pageUrl?: string }): readonly string[] {
  const { state, answered } = known;
  const begun = new Set(state.steps.map(({ path }) => path));
  const toCome = state.state === 'ended' ? stepWords({ state: 'not_reached' }).word : 'to come';
  const target = state.target ? `, on ${told(state.target.service)} in ${told(state.target.environment)}` : '';
  return [
    ...standingLines(known, paint),
    paint('dim', `${told(state.runId)}, ${told(state.runbook.name)} ${state.runbook.sha256.slice(0, 12)}${target}`),
    ...(answered ? [`Started ${state.startedAt} by ${told(personWords(state.startedBy))}.`] : []),
    ...(answered ? [] : ['The worker does not answer; steps cannot be shown. The run is safe in Temporal.']),
    '',
    ...state.steps.map((step) => stepLine(step, paint)),
    ...state.plan
      .filter(({ id }) => !begun.has(id))
      .map(({ id, title }) => paint('dim', `  ${told(title)} · ${toCome} ${told(id)}`)),
    ...waitingQuestions(state).flatMap((step) => ['', ...questionLines(state, step, place)]),
  ];
}

function told(text: string): string {
  return plainLine(text, lineLength);
}
