import type { RunState, StepRecord } from '#core/runs/run';
import { isEnded } from './steps/names.ts';
import type { RunProgress } from './steps/run-control.ts';

// The server refuses payloads over 2 MB, and the workflow task would be retried forever. The input of a new history, the
// answer of a query and the result of a run stay well below that.

const mostCharacters = 1024 * 1024;
/** Of a state that is too large even without its data: those that began first, and those that began last. */
const mostShown = 500;

const isTooLarge = (value: unknown) => JSON.stringify(value).length > mostCharacters;

/**
 * The progress that a run takes into a new history. Where it is too large, the steps inside ended loops and runbooks stay in the
 * old history, because no expression can name them any more. Writes that may have to be undone are kept.
 */
export function boundProgress(progress: RunProgress): RunProgress {
  const { steps } = progress;
  if (!isTooLarge(steps)) return progress;
  const closed = steps.filter((step) => isEnded(step) && (step.kind === 'forEach' || step.kind === 'runbook'));
  const isLeftBehind = ({ path, undoable }: StepRecord) =>
    !undoable && closed.some((outer) => path.startsWith(`${outer.path}/`));
  return { ...progress, steps: steps.filter((step) => !isLeftBehind(step)) };
}

/** The state of a run as people see it: the data of steps is dropped where it is too large. */
export function boundState(state: RunState): RunState {
  if (!isTooLarge(state)) return state;
  const steps = state.steps.map(({ data: _, ...step }) => step);
  if (!isTooLarge(steps)) return { ...state, steps };
  return { ...state, steps: [...steps.slice(0, mostShown), ...steps.slice(-mostShown)] };
}
