import { resolveTemplate, valueWords } from '#core/runbooks/expressions/evaluate';
import type { FormValues } from '#core/runbooks/form';
import type { AskStep } from '#core/runbooks/steps/ask';
import { StepOutcome } from '#core/runbooks/step-outcome';
import type { GivenAnswer } from './runtime.ts';
import { type ActiveStep, namesOf } from './step-context.ts';
import { failed, type StepEnd, stoppedBy } from './step-end.ts';
import { StepScope } from './step-scope.ts';
import { cut } from '#core/text/cut';

/** Asks a person a question. A question that cannot be rendered is not asked. */
export async function carryOutAsk(active: ActiveStep<AskStep>): Promise<StepEnd> {
  const { step, run, path, scope, startedAt } = active;
  const worded = resolveTemplate(step.question, namesOf(active));
  if (worded.kind !== 'value') return failed(`the question cannot be put: ${worded.message}`);
  const text = valueWords(worded.value);
  const deadline = startedAt + step.withinSeconds * 1000;
  const asked = run.record(path)?.question;
  // Once asked, people have been notified. A question that cannot be sent in this history is asked in the next one.
  if (!asked) run.suspension.throwIfDue();
  const notifying = new StepScope(scope);
  const sent: Promise<unknown>[] = [];
  const notify = (to: string, key: string, words: string) => {
    const summary = `${path} · notify ${to} of the question`;
    const service = active.target?.service;
    const notification = { path: `${path}#${key}`, to, text: words, service, withinSeconds: tellingSeconds, summary };
    sent.push(run.suspension.effect(() => run.runtime.notify(notification, notifying)));
  };
  try {
    // Notifies first, then marks as asked: after continue-as-new, an unmarked question is sent again.
    if (step.tell !== undefined && !asked)
      notify(step.tell, 'asked', `Waiting for an answer until ${clock(deadline)}: ${text}`);
    const question = asked ?? { text, form: step.form };
    run.update(path, { state: 'waiting', deadlineAt: new Date(deadline).toISOString(), question });
    for (;;) {
      const given = run.answerOf(path);
      if (given) return answered(given);
      if (scope.cause) return stoppedBy(scope);
      const now = run.runtime.now();
      if (now >= deadline) return { outcome: StepOutcome.expired, reason: 'nobody answered in time' };
      run.suspension.throwIfDue();
      const escalation =
        step.escalate && run.record(path)?.question?.escalatedAt === undefined
          ? { at: startedAt + step.escalate.afterSeconds * 1000, tell: step.escalate.tell }
          : undefined;
      if (escalation && now >= escalation.at) {
        notify(escalation.tell, 'escalated', `Still waiting for an answer, until ${clock(deadline)}: ${text}`);
        run.update(path, { question: { ...question, escalatedAt: new Date(now).toISOString() } });
        continue;
      }
      const wake = Math.min(deadline, escalation?.at ?? deadline);
      await run.runtime.waitFor(
        () => run.answerOf(path) !== undefined || run.suspension.isDue,
        wake,
        scope,
        `${path}: ${text}`,
      );
    }
  } finally {
    // Pending notifications are moot now, unless the question is still open in a new history.
    if (!run.suspension.isDue) notifying.stop({ kind: 'cancelled', reason: 'the question has been answered' });
    await Promise.all(sent);
  }
}

const tellingSeconds = 60;

const clock = (instant: number) => `${new Date(instant).toISOString().slice(11, 16)} UTC`;

function valuesInWords(values: FormValues): string {
  const fields = Object.entries(values).map(([field, value]) => `${field}: ${value}`);
  return cut(fields.join(', '), 300);
}

function answered({ answer, by }: GivenAnswer): StepEnd {
  switch (answer.kind) {
    case 'yes':
      return { outcome: StepOutcome.succeeded, by, summary: answer.note ? `yes: ${answer.note}` : 'yes' };
    case 'no':
      return { outcome: StepOutcome.declined, by, reason: answer.reason };
    case 'form':
      return { outcome: StepOutcome.succeeded, by, data: answer.values, summary: valuesInWords(answer.values) };
    default:
      return answer satisfies never;
  }
}
