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
import { runCommandLine } from './run-commands.ts';
import { type Paint, painter } from '#terminal/painter';
import { questionLines, standingLines, stepLine } from './lines.ts';

export interface FollowOptions {
  /** For a person: standard error, since standard output is for results. */
  readonly output: NodeJS.WritableStream;
  /** Where questions are answered; without it, or off a terminal, they are only printed. */
  readonly input?: NodeJS.ReadableStream;
  readonly isTerminal: boolean;
  /** Who answers. */
  readonly by: Person;
  /** The run's page. */
  readonly pageUrl?: string;
  /** For the commands that are printed. */
  readonly home?: string;
  /** Aborted when the person leaves: the run goes on. */
  readonly signal?: AbortSignal;
  readonly everyMilliseconds?: number;
}

/** The exit code for a run: 0 completed, 1 failed, 3 ended by a person or a requirement. */
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
 * Prints a run's steps as they change, asks its questions, and returns when it has ended. Continues through outages of
 * Temporal or the worker.
 * @returns the exit code; 130 when the person leaves
 * @throws Error where there is no such run
 */
export async function followRun(runs: Runs, runId: string, options: FollowOptions): Promise<number> {
  const { output, input, isTerminal, by, home, pageUrl, everyMilliseconds = 500 } = options;
  const paint: Paint = painter(output, isTerminal);
  const say = (line: string) => void output.write(`${line}\n`);
  const left = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, left.signal]) : left.signal;
  const terminal = input && isTerminal ? createInterface({ input, output, terminal: true }) : undefined;
  // While readline reads a terminal, Ctrl-C arrives as a key.
  terminal?.on('SIGINT', () => left.abort());
  terminal?.on('close', () => left.abort());

  const changes = createChangePrinter(say, paint);
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
      if (!isExpected(error)) throw error;
      // The next look asks again, if it still waits.
      say(error.message);
    }
  }

  try {
    for (;;) {
      const known = await look();
      if (signal.aborted) break;
      if (known?.answered) {
        changes.steps(known.state);
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
    say(`The run continues without you. Follow it again with: ${runCommandLine(['show', runId, '--follow'], home)}`);
    return interrupted;
  } finally {
    asking?.stop.abort();
    await asking?.done;
    terminal?.close();
  }

  /** @returns undefined while Temporal is unreachable */
  async function look(): Promise<KnownRun | undefined> {
    try {
      const known = await runs.get(runId);
      if (!known) throw new Error(`The run "${runId}" no longer exists.`);
      changes.trouble(
        known.answered || known.failed
          ? undefined
          : 'The worker does not answer. The run is safe and continues when the worker is back.',
      );
      return known;
    } catch (error) {
      if (!(error instanceof TemporalUnavailable || error instanceof TemporalRefused)) throw error;
      changes.trouble(`${error.message} Retrying; the run is safe in Temporal.`);
      return undefined;
    }
  }

  /** Asks one question at a time; off a terminal it prints each once. */
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
      if (!asked.has(current.step.path)) say('\nThe question no longer waits for an answer.');
      asking = undefined;
    }
    const next = waiting.find(({ path }) => !asked.has(path));
    if (asking || !next) return;
    const stop = new AbortController();
    const done = ask(next, stop.signal).then(() => {
      if (asking?.step === next) asking = undefined;
    });
    // Rethrown where it is awaited; until then following stops.
    done.catch(() => left.abort());
    asking = { step: next, stop, done };
  }
}

function isExpected(error: unknown): error is Error {
  return error instanceof RequestRefused || error instanceof TemporalUnavailable || error instanceof TemporalRefused;
}

/** Prints each change once. */
function createChangePrinter(say: (line: string) => void, paint: Paint) {
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
      if (isPaused && !wasPaused) say(`Paused by ${state.paused?.by.name ?? 'someone'}; deadlines continue.`);
      if (!isPaused && wasPaused && state.state === 'running') say('Resumed.');
      wasPaused = isPaused;
    },
    trouble(next: string | undefined): void {
      if (next !== undefined && next !== trouble) say(next);
      if (next === undefined && trouble !== undefined) say('Connected again.');
      trouble = next;
    },
  };
}
