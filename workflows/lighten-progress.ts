import type { StepRecord } from '#core/vocabulary/run';
import { isEnded } from './steps/names.ts';
import type { RunProgress } from './steps/run-control.ts';

/** Of the steps as JSON: what a new history begins with is one message, and the server refuses those over 2 MB. */
const mostCharacters = 256 * 1024;

/**
 * What a run takes into a new history. Where that would be much, the steps inside loops and runbooks that have ended
 * stay behind in the old history: no expression can name them any more. Writes that may have to be undone go along.
 */
export function lightenProgress(progress: RunProgress): RunProgress {
  const { steps } = progress;
  if (JSON.stringify(steps).length <= mostCharacters) return progress;
  const closed = steps.filter((step) => isEnded(step) && (step.kind === 'forEach' || step.kind === 'runbook'));
  const isLeftBehind = ({ path, undoable }: StepRecord) =>
    !undoable && closed.some((outer) => path.startsWith(`${outer.path}/`));
  return { ...progress, steps: steps.filter((step) => !isLeftBehind(step)) };
}
