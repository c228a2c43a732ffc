import { createInterface } from 'node:readline/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Person } from '#core/actions/person';
import type { RunState } from '#core/runs/run';
import { RunOutcome } from '#core/runs/run';
import { waitingQuestions } from '#core/runs/run-words';
import { type KnownRun, type Runs } from '#temporal/ports';
import { RequestRefused, TemporalRefused, TemporalUnavailable } from '#temporal/errors';
import { askHere } from './ask-here.ts';
import type { WaitingStep } from './given-answer.ts';
import { runCommandLine } from './terminal/run-commands.ts';
import { type Paint, painter, questionLines, standingLines, stepLine } from './run-lines.ts';

export interface FollowOptions {
  /** Where a person reads: standard error, as standard output belongs to results. */
  readonly output: NodeJS.WritableStream;
  /** Where questions are answered; without it, or off a terminal, they are only told. */
  readonly input?: NodeJS.ReadableStream;
  readonly isTerminal: boolean;
  /** Who answers here. */
  readonly by: Person;
  /** Of the run's page. */
  readonly pageUrl?: string;
  /** For the commands that are told. */
  readonly home?: string;
  /** Aborted when the person leaves: the run goes on. */
  readonly signal?: AbortSignal;
  readonly everyMilliseconds?: number;
}

/** What a shell gets to know of a run: 0 did what it should, 1 went wrong, 3 was ended by people or a requirement. */
export function exitCodeOf(outcome: RunState['outcome'], failed: boolean): 0 | 1 | 3 {
  if (failed || outcome === undefined) return 1;
  switch (outcome) {
    case RunOutcome.completed:
      return 0;
    case RunOutcome.failed:
    case RunOutcome.expired:
    case RunOutcome.undoFailed:
      return 1;
    case RunOutcome.stopped:
    case RunOutcome.cancelled:
    case RunOutcome.undone:
      return 3;
    default: {
      const never: never = outcome;
      return never;
    }
  }
}

const interrupted = 130;

/**
 * Tells a run's steps as they change, asks its questions, and ends with its outcome. Goes on through times without
 * Temporal or a worker.
 * @returns the exit code; 130 when the person leaves
 * @throws Error where the run is not known
 */
export async function followRun(runs: Runs, runId: string, options: FollowOptions): Promise<number> {
  const { output, input, isTerminal, by, home, pageUrl, everyMilliseconds = 500 } = options;
  const paint: Paint = painter(output, isTerminal);
  const say = (line: string) => void output.write(`${line}\n`);
  const left = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, left.signal]) : left.signal;
  const terminal = input && isTerminal ? createInterface({ input, output, terminal: true }) : undefined;
  // A terminal that is being read hands Ctrl-C over as a key.
  terminal?.on('SIGINT', () => left.abort());
  terminal?.on('close', () => left.abort());

  const tell = createChangeTeller(say, paint);
  const asked = new Set<string>();
  let asking: { readonly step: WaitingStep; readonly stop: AbortController; readonly done: Promise<void> } | undefined;

  async function ask(step: WaitingStep, stop: AbortSignal): Promise<void> {
    if (!terminal) return;
    try {
      const answer = await askHere(terminal, step.question, say, AbortSignal.any([stop, signal]));
      await runs.answer(runId, { path: step.path, answer, by });
      asked.add(step.path);
    } catch (error) {
      if (stop.aborted || signal.aborted) return;
      if (!isTold(error)) throw error;
      // The next look asks again, if it still waits.
      say(error.message);
    }
  }

  try {
    for (;;) {
      const known = await look();
      if (signal.aborted) break;
      if (known?.answered) {
        tell.steps(known.state);
        await attend(known.state);
      }
      if (known && (known.failed || known.state.state === 'ended') && (known.answered || known.failed)) {
        for (const line of standingLines(known, paint)) say(line);
        return exitCodeOf(known.state.outcome, known.failed);
      }
      await pause(everyMilliseconds, undefined, { signal }).catch(() => {});
      if (signal.aborted) break;
    }
    say('');
    say(`The run goes on without you. Come back with: ${runCommandLine(['show', runId, '--follow'], home)}`);
    return interrupted;
  } finally {
    asking?.stop.abort();
    await asking?.done;
    terminal?.close();
  }

  /** @returns undefined while Temporal is away */
  async function look(): Promise<KnownRun | undefined> {
    try {
      const known = await runs.get(runId);
      if (!known) throw new Error(`No run is called "${runId}" any more.`);
      tell.trouble(
        known.answered || known.failed ? undefined : 'The worker does not answer; the run is safe and goes on with it.',
      );
      return known;
    } catch (error) {
      if (!(error instanceof TemporalUnavailable || error instanceof TemporalRefused)) throw error;
      tell.trouble(`${error.message} Trying again; the run is safe there.`);
      return undefined;
    }
  }

  /** Asks one question after another; off a terminal it tells each once. */
  async function attend(state: RunState): Promise<void> {
    const waiting = waitingQuestions(state);
    if (!terminal) {
      for (const step of waiting) {
        if (asked.has(step.path)) continue;
        asked.add(step.path);
        for (const line of questionLines(state, step, { home, pageUrl })) say(line);
      }
      return;
    }
    const current = asking;
    if (current && !waiting.some(({ path }) => path === current.step.path)) {
      current.stop.abort();
      await current.done;
      if (!asked.has(current.step.path)) say('\nIt waits for an answer no longer.');
      asking = undefined;
    }
    const next = waiting.find(({ path }) => !asked.has(path));
    if (asking || !next) return;
    const stop = new AbortController();
    const done = ask(next, stop.signal).then(() => {
      if (asking?.step === next) asking = undefined;
    });
    // Thrown where it is waited for, or here at the next look.
    done.catch(() => left.abort());
    asking = { step: next, stop, done };
  }
}

function isTold(error: unknown): error is Error {
  return error instanceof RequestRefused || error instanceof TemporalUnavailable || error instanceof TemporalRefused;
}

/** Tells each change once. */
function createChangeTeller(say: (line: string) => void, paint: Paint) {
  const seen = new Map<string, string>();
  let trouble: string | undefined;
  let wasPaused = false;
  return {
    steps(state: RunState): void {
      for (const step of state.steps) {
        if (seen.get(step.path) === step.state) continue;
        seen.set(step.path, step.state);
        say(stepLine(step, paint));
      }
      const isPaused = state.state === 'paused';
      if (isPaused && !wasPaused) say(`Paused by ${state.paused?.by.name ?? 'somebody'}; deadlines go on.`);
      if (!isPaused && wasPaused && state.state === 'running') say('Resumed.');
      wasPaused = isPaused;
    },
    trouble(next: string | undefined): void {
      if (next !== undefined && next !== trouble) say(next);
      if (next === undefined && trouble !== undefined) say('It answers again.');
      trouble = next;
    },
  };
}
