import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Form } from '#core/runbooks/form';
import type { Person } from '#core/actions/person';
import { waitingQuestions } from '#core/runs/run-words';
import { sendMissing } from '../errors.ts';
import type { Draft } from '#web/pages/draft';
import { answerFormId, refusalFormId } from '../pages/run-questions.tsx';
import { type RunAction, runPath } from '#web/paths/gateway';
import { RequestRefused, WorkerUnanswered } from '#temporal/errors';
import { type Runs } from '#temporal/ports';
import type { GatewayDependencies } from '../settings.ts';
import { personOf, whoLooks } from '../who.ts';
import { answerDone, problemsOf } from './answer-done.ts';
import { readSteering, type Steering } from './read-forms.ts';
import { showRun } from './show-run.ts';

/** What a person sent to a run: done, or the page again with what is wrong. */
export async function receiveForRun(
  dependencies: GatewayDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  { runId, action }: { readonly runId: string; readonly action: RunAction },
  fields: ReadonlyMap<string, string>,
): Promise<FastifyReply> {
  const { runs, settings } = dependencies;
  const known = await runs.get(runId);
  if (!known) return sendMissing(request, reply, 'There is no run at this address.');
  if (!known.answered && !known.failed)
    throw new WorkerUnanswered('What was sent cannot be checked without a worker, so nothing was done.');
  const { state } = known;
  // Also of a question that has been answered: the run itself says by whom.
  const formOf = (path: string) => state.steps.find((step) => step.path === path)?.question?.form;
  const person = personOf(whoLooks(request.raw.rawHeaders, settings.userHeader), fields.get('by'));
  const read = readSteering(action, fields, formOf);
  const draft: Draft = {
    form: action === 'answer' ? answerForm(fields, formOf) : action,
    values: Object.fromEntries(fields),
    problems: problemsOf(person, read),
  };
  if (person.kind === 'refused' || read.kind === 'wrong')
    return showRun(dependencies, request, reply, known, {
      status: 422,
      refusal: 'Nothing was done: look at the marked fields.',
      draft,
    });
  try {
    await steer(runs, runId, read.value, person.person);
  } catch (error) {
    if (!(error instanceof RequestRefused)) throw error;
    const now = (await runs.get(runId)) ?? known;
    const canCorrect =
      read.value.kind === 'answer' && waitingQuestions(now.state).some(({ path }) => path === fields.get('step'));
    return showRun(dependencies, request, reply, now, {
      status: 409,
      refusal: `Nothing was done: ${error.message}`,
      draft: canCorrect ? draft : undefined,
    });
  }
  return answerDone(reply, runPath(runId), person.person, settings);
}

/** The form on the page that an answer came from. */
function answerForm(fields: ReadonlyMap<string, string>, formOf: (path: string) => Form | undefined): string {
  const path = fields.get('step') ?? '';
  return formOf(path) && fields.get('answer') === 'no' ? refusalFormId(path) : answerFormId(path);
}

async function steer(runs: Runs, runId: string, steering: Steering, by: Person): Promise<void> {
  switch (steering.kind) {
    case 'answer':
      return runs.answer(runId, { path: steering.path, answer: steering.answer, by });
    case 'pause':
      return runs.pause(runId, { reason: steering.reason, by });
    case 'resume':
      return runs.resume(runId, { by });
    case 'skip':
      return runs.skip(runId, { path: steering.path, reason: steering.reason, by });
    case 'cancel':
      return runs.cancel(runId, { reason: steering.reason, by });
    default:
      return steering satisfies never;
  }
}
