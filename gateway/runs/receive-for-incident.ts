import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendMissing } from '../errors.ts';
import { startFormId } from '../pages/incident-runs.tsx';
import type { IncidentPage } from '../pages/show-incident.ts';
import { type IncidentAction, incidentPath, runPath } from '#web/paths/gateway';
import { RequestRefused } from '#temporal/errors';
import type { GatewayDependencies } from '../settings.ts';
import { personOf, whoLooks } from '../who.ts';
import { answerDone, problemsOf } from './answer-done.ts';
import { readHandsOff, readStart } from './read-forms.ts';

/** What a person sent to an incident: done, or the page again with what is wrong. */
export async function receiveForIncident(
  { incidents, runs, settings, offeredRunbooks }: GatewayDependencies,
  page: IncidentPage,
  request: FastifyRequest,
  reply: FastifyReply,
  { incidentId, action }: { readonly incidentId: string; readonly action: IncidentAction },
  fields: ReadonlyMap<string, string>,
): Promise<FastifyReply> {
  const known = await incidents.get(incidentId);
  if (!known) return sendMissing(request, reply, 'There is no incident at this address.');
  const person = personOf(whoLooks(request.raw.rawHeaders, settings.userHeader), fields.get('by'));
  const read =
    action === 'start'
      ? readStart(fields, (runbook) => offeredRunbooks().find(({ name }) => name === runbook)?.inputs)
      : readHandsOff(fields);
  const draft = {
    form: action === 'start' ? startFormId(fields.get('runbook') ?? '') : action,
    values: Object.fromEntries(fields),
    problems: problemsOf(person, read),
  };
  if (person.kind === 'refused' || read.kind === 'wrong')
    return page.show(request, reply, known, {
      status: 422,
      refusal: 'Nothing was done: look at the marked fields.',
      draft,
    });
  const by = person.person;
  try {
    if ('once' in read.value) {
      const { request: start, once } = read.value;
      const runId = await runs.start({ ...start, by }, incidentId, `${incidentId} ${once}`);
      return answerDone(reply, runPath(runId), by, settings);
    }
    await runs.handsOff(incidentId, { ...read.value, by });
    return answerDone(reply, incidentPath(incidentId), by, settings);
  } catch (error) {
    if (!(error instanceof RequestRefused)) throw error;
    return page.show(request, reply, (await incidents.get(incidentId)) ?? known, {
      status: 409,
      refusal: `Nothing was done: ${error.message}`,
      draft,
    });
  }
}
