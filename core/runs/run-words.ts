import { RunOutcome, type RunState, type StepRecord } from './run.ts';
import { type Person } from '../actions/person.ts';

// What pages and command line call the states of runs and steps, so that both say the same.

/** How a state looks: `waits` is for a person to see first. */
export type Tone = 'good' | 'bad' | 'waits' | 'works' | 'quiet';

export interface StateWords {
  readonly word: string;
  /** A whole sentence. */
  readonly meaning: string;
  readonly tone: Tone;
}

const outcomes: Readonly<Record<RunOutcome, StateWords>> = {
  completed: { word: 'completed', meaning: 'Every step that had to run has succeeded.', tone: 'good' },
  stopped: {
    word: 'stopped',
    meaning: 'A person or policy said no, or a requirement was not met; nothing went wrong.',
    tone: 'quiet',
  },
  failed: { word: 'failed', meaning: 'Something failed: its reason and the steps say what.', tone: 'bad' },
  expired: { word: 'expired', meaning: 'A deadline passed, of a step or of the run.', tone: 'bad' },
  cancelled: { word: 'cancelled', meaning: 'A person cancelled it.', tone: 'quiet' },
  undone: { word: 'undone', meaning: 'A step ended badly, and what the run had written was undone.', tone: 'quiet' },
  undo_failed: {
    word: 'undo failed',
    meaning: 'What the run had written could not all be undone: look at the steps.',
    tone: 'bad',
  },
};

const steps: Readonly<Record<StepRecord['state'], StateWords>> = {
  running: { word: 'running', meaning: 'It is being carried out.', tone: 'works' },
  waiting: { word: 'waiting', meaning: 'It waits for a person.', tone: 'waits' },
  succeeded: { word: 'succeeded', meaning: 'It did what it had to.', tone: 'good' },
  skipped: { word: 'skipped', meaning: 'Its condition did not hold, or a person skipped it.', tone: 'quiet' },
  declined: { word: 'declined', meaning: 'A person said no.', tone: 'bad' },
  requirement_not_met: {
    word: 'requirement not met',
    meaning: 'It succeeded, but what it requires does not hold.',
    tone: 'bad',
  },
  failed: { word: 'failed', meaning: 'It could not be carried out.', tone: 'bad' },
  expired: { word: 'expired', meaning: 'Its deadline passed.', tone: 'bad' },
  cancelled: { word: 'cancelled', meaning: 'It was ended from outside.', tone: 'quiet' },
  write_unavailable: { word: 'write unavailable', meaning: 'Writes are not available; nothing was done.', tone: 'bad' },
  rejected: { word: 'rejected', meaning: 'An approver rejected it.', tone: 'bad' },
  blocked: { word: 'blocked', meaning: 'Policy forbids it; nothing was written.', tone: 'bad' },
  withdrawn: { word: 'withdrawn', meaning: 'It was stopped before it was written.', tone: 'quiet' },
  stale: {
    word: 'stale',
    meaning: 'What it would change did not stay as it was proposed; nothing was written.',
    tone: 'bad',
  },
  unknown: {
    word: 'unknown',
    meaning: 'Its outcome is unknown: a person has to check whether it was written.',
    tone: 'bad',
  },
  not_verified: { word: 'not verified', meaning: 'It was written, but no improvement was observed.', tone: 'bad' },
  undone: { word: 'undone', meaning: 'It was written, then undone.', tone: 'quiet' },
  undo_failed: { word: 'undo failed', meaning: 'It was written and could not be undone.', tone: 'bad' },
  not_reached: { word: 'not reached', meaning: 'The run ended before it.', tone: 'quiet' },
};

export function stepWords({ state, question, action }: Pick<StepRecord, 'state' | 'question' | 'action'>): StateWords {
  if (state === 'waiting' && action)
    return { ...steps.waiting, meaning: 'It waits for people to decide on its action.' };
  if (state === 'waiting' && question === undefined)
    return { ...steps.waiting, meaning: 'It waits for its time.', tone: 'works' };
  return steps[state];
}

export interface RunStanding {
  readonly state: RunState['state'] | 'failed';
  readonly outcome?: string;
  /** A step waits for a person's answer or decision. */
  readonly waits?: boolean;
}

/** @param standing `failed`: the workflow itself ended without a result, which is not the outcome `failed` */
export function runWords({ state, outcome, waits = false }: RunStanding): StateWords {
  switch (state) {
    case 'starting':
      return { word: 'starting', meaning: 'The runbook is being loaded and checked.', tone: 'works' };
    case 'running':
      return waits
        ? { word: 'waits for a person', meaning: 'A step waits for an answer or a decision.', tone: 'waits' }
        : { word: 'running', meaning: 'Its steps are being carried out.', tone: 'works' };
    case 'paused':
      return { word: 'paused', meaning: 'No further step starts; what runs goes on.', tone: 'waits' };
    case 'ended':
      return isRunOutcome(outcome)
        ? outcomes[outcome]
        : { word: 'ended', meaning: 'How it ended is not known here.', tone: 'quiet' };
    case 'failed':
      return {
        word: 'broken off',
        meaning: 'The workflow ended without a result; its page in Temporal says why.',
        tone: 'bad',
      };
    default: {
      const never: never = state;
      return never;
    }
  }
}

function isRunOutcome(text: string | undefined): text is RunOutcome {
  return text !== undefined && (Object.values(RunOutcome) as readonly string[]).includes(text);
}

/** The steps whose question waits for a person, oldest first. */
export function waitingQuestions(state: RunState): readonly (StepRecord & Required<Pick<StepRecord, 'question'>>)[] {
  if (state.state === 'ended') return [];
  return state.steps.filter(
    (step): step is StepRecord & Required<Pick<StepRecord, 'question'>> =>
      step.state === 'waiting' && step.question !== undefined,
  );
}

/** What can still be skipped: what has started and not ended, and what is to come. */
export function unendedSteps(state: RunState): readonly Pick<StepRecord, 'path' | 'title'>[] {
  if (state.state === 'ended') return [];
  const started = new Set(state.steps.map(({ path }) => path));
  return [
    ...state.steps.filter((step) => step.state === 'running' || step.state === 'waiting'),
    ...state.plan.filter(({ id }) => !started.has(id)).map(({ id, title }) => ({ path: id, title })),
  ];
}

/** `Ada (not verified, on the page)` */
export function personWords({ name, channel, verified }: Person): string {
  const from = { page: 'on the page', cli: 'on the command line', temporal: 'through Temporal' }[channel];
  return verified ? name : `${name} (not verified, ${from})`;
}
