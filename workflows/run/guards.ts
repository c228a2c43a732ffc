import { checkAnswers } from '#core/runbooks/form-answers';
import type { AnswerStep, SkipStep, StartRun, StepRecord } from '#core/runs/run';
import { nearestNames } from '#core/text/nearest-name';
import type { CompiledRunbook } from '#core/runbooks/runbook-ir';
import { stepAt } from './paths.ts';
import { checkReasoned, isPerson, isText, noReason, nobody } from '../check-person.ts';
import { isEnded } from './steps/names.ts';

// Messages can be sent by hand, from the Temporal UI too: each is checked before it is taken. @returns what is wrong

export function checkSkip(
  message: SkipStep | undefined,
  recordOf: (path: string) => StepRecord | undefined,
  runbook: CompiledRunbook | undefined,
): string | undefined {
  const wrong = checkReasoned(message);
  if (wrong !== undefined || !message) return wrong;
  if (!isText(message.path, 500)) return '"path" names the step: "look/logs/errors"';
  if (!runbook) return 'the run has not begun yet: try again in a moment';
  if (!stepAt(runbook, message.path)) {
    const steps = runbook.steps.map(({ id }) => id);
    const [near] = nearestNames(message.path, steps);
    const meant = near === undefined ? `it has: ${steps.join(', ')}` : `did you mean ${near}?`;
    return `there is no step ${message.path}; ${meant}`;
  }
  const record = recordOf(message.path);
  return record && isEnded(record) ? `${message.path} has ended already: ${record.state}` : undefined;
}

export function checkAnswer(
  message: AnswerStep | undefined,
  recordOf: (path: string) => StepRecord | undefined,
): string | undefined {
  if (!isPerson(message?.by)) return nobody;
  if (!isText(message.path, 500)) return '"path" names the step that asks';
  const record = recordOf(message.path);
  if (record?.kind !== 'ask') return `there is no question at ${message.path}`;
  if (record.state !== 'waiting') return `${message.path} does not wait for an answer: ${record.state}`;
  const form = record.question?.form;
  const answer: unknown = message.answer;
  if (typeof answer !== 'object' || answer === null || !('kind' in answer))
    return '"answer" has a "kind": yes, no or form';
  switch (message.answer.kind) {
    case 'yes': {
      const { note } = message.answer;
      if (form) return 'this question has a form: fill it in, or say no with a reason';
      return note === undefined || isText(note, 1000) ? undefined : '"note" has at most 1000 characters';
    }
    case 'no':
      return isText(message.answer.reason, 1000) ? undefined : noReason;
    case 'form': {
      const values: unknown = message.answer.values;
      if (!form) return 'this question has no form: answer yes, or no with a reason';
      if (typeof values !== 'object' || values === null) return '"values" holds the fields of the form';
      const checked = checkAnswers(form, message.answer.values);
      if (checked.kind === 'ok') return undefined;
      return checked.problems.map(({ field, problem }) => `${field}: ${problem}`).join('; ');
    }
    default:
      return '"answer" has a "kind": yes, no or form';
  }
}

export function checkStart(message: StartRun | undefined): string | undefined {
  if (!isPerson(message?.by)) return nobody;
  if (!isText(message.runbook, 60)) return '"runbook" names the runbook';
  const { inputs, target, sha256 } = message as { inputs: unknown; target?: unknown; sha256?: unknown };
  if (typeof inputs !== 'object' || inputs === null || JSON.stringify(inputs).length > 16_384)
    return '"inputs" is an object of at most 16 KiB';
  if (message.incidentId !== undefined && !isText(message.incidentId, 200)) return '"incidentId" is the incident\'s id';
  if (sha256 !== undefined && !isText(sha256, 64)) return '"sha256" is the one of the runbook you looked at';
  if (target === undefined) return undefined;
  const known = ['service', 'environment'];
  const fits =
    typeof target === 'object' &&
    target !== null &&
    Object.entries(target).every(([key, value]) => known.includes(key) && isText(value, 100));
  return fits ? undefined : '"target" has "service" and "environment"';
}
