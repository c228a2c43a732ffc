import { checkAnswers } from '#core/runbooks/form-answers';
import type { StepRecord } from '#core/runs/run';
import type { AnswerStep, SkipStep } from '#core/runs/run-messages';
import { nearestNames } from '#core/text/nearest-name';
import type { CompiledRunbook } from '#core/runbooks/runbook-ir';
import { stepAt } from './paths.ts';
import { isEnded } from './steps/names.ts';

// Whether a run accepts a message in its present state. @returns what is wrong

export function checkSkip(
  { path }: SkipStep,
  recordOf: (path: string) => StepRecord | undefined,
  runbook: CompiledRunbook | undefined,
): string | undefined {
  if (!runbook) return 'the run has not begun yet: try again in a moment';
  if (!stepAt(runbook, path)) {
    const steps = runbook.steps.map(({ id }) => id);
    const [near] = nearestNames(path, steps);
    const meant = near === undefined ? `it has: ${steps.join(', ')}` : `did you mean ${near}?`;
    return `there is no step ${path}; ${meant}`;
  }
  const record = recordOf(path);
  return record && isEnded(record) ? `${path} has ended already: ${record.state}` : undefined;
}

export function checkAnswer(
  { path, answer }: AnswerStep,
  recordOf: (path: string) => StepRecord | undefined,
): string | undefined {
  const record = recordOf(path);
  if (record?.kind !== 'ask') return `there is no question at ${path}`;
  if (record.state !== 'waiting') return `${path} does not wait for an answer: ${record.state}`;
  const form = record.question?.form;
  switch (answer.kind) {
    case 'yes':
      return form ? 'this question has a form: fill it in, or say no with a reason' : undefined;
    case 'no':
      return undefined;
    case 'form': {
      if (!form) return 'this question has no form: answer yes, or no with a reason';
      const checked = checkAnswers(form, answer.values);
      if (checked.kind === 'ok') return undefined;
      return checked.problems.map(({ field, problem }) => `${field}: ${problem}`).join('; ');
    }
    default:
      return answer satisfies never;
  }
}
