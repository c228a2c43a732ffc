import type { RunState, StepRecord } from '#core/runs/run';
import { isEnded } from './steps/names.ts';
import type { RunProgress } from './steps/run-control.ts';

// The server refuses messages over 2 MB, and would have a workflow try again for ever: what a run takes into a new
// history, answers a query with and ends with has to stay well below.

const mostCharacters = 1024 * 1024;
/** Of a state that is too large even without its data: those that began first, and those that began last. */
const mostShown = 500;

const isTooLarge = (value: unknown) => JSON.stringify(value).length > mostCharacters;

/**
 * What a run takes into a new history. Where that would be much, the steps inside loops and runbooks that have ended
 * stay behind in the old history: no expression can name them any more. Writes that may have to be undone go along.
 */
export function boundProgress(progress: RunProgress): RunProgress {
  const { steps } = progress;
  if (!isTooLarge(steps)) return progress;
  const closed = steps.filter((step) => isEnded(step) && (step.kind === 'forEach' || step.kind === 'runbook'));
  const isLeftBehind = ({ path, undoable }: StepRecord) =>
    !undoable && closed.some((outer) => path.startsWith(`${outer.path}/`));
  return { ...progress, steps: steps.filter((step) => !isLeftBehind(step)) };
}

/** What people see of a run: nobody reads the data of a thousand steps. */
export function boundState(state: RunState): RunState {
  if (!isTooLarge(state)) return state;
  const steps = state.steps.map(({ data: _, ...step }) => step);
  if (!isTooLarge(steps)) return { ...state, steps };
  return { ...state, steps: [...steps.slice(0, mostShown), ...steps.slice(-mostShown)] };
}
