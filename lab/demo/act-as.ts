import { demoBrowser } from '../identity-provider/demo-browser.ts';
import { signInAs } from '../identity-provider/sign-in-as.ts';
import { actionPath } from '#web/paths/approvals';
import type { DecisionAnswer } from '#core/actions/decision';
import { incidentPath } from '#web/paths/gateway';
import { formWith } from './page-form.ts';
import type { OnCallPerson } from './people.ts';

// Simulates the people of an unattended demo, through the same pages, forms and sign-in that real people use.

/** Starts a runbook on the page of an incident. */
export async function startRunAs(
  { name }: Pick<OnCallPerson, 'name'>,
  {
    gatewayUrl,
    incidentId,
    runbook,
    service,
  }: { gatewayUrl: string; incidentId: string; runbook: string; service?: string },
): Promise<void> {
  const browser = demoBrowser();
  const page = await browser.get(`${gatewayUrl}${incidentPath(incidentId)}`);
  const form = formWith(page, `value="${runbook}"`);
  const answer = await browser.post(form.action, {
    ...form.fields,
    ...(service === undefined ? {} : { service }),
    by: name,
  });
  if (answer.status !== 200) throw new Error(`The run was not started: ${answer.url.href} answered ${answer.status}.`);
}

/** Decides about an action on its page, with a sign-in. @throws Error if the service does not accept it */
export async function decideAs(
  person: OnCallPerson,
  { approvalsUrl, actionHash }: { approvalsUrl: string; actionHash: string },
  { answer, reason }: { answer: DecisionAnswer; reason: string },
): Promise<void> {
  const browser = demoBrowser();
  const page = await browser.get(`${approvalsUrl}${actionPath(actionHash)}`);
  const form = formWith(page, `id="${answer}"`);
  const atIssuer = await browser.post(form.action, { ...form.fields, mode: 'send', reason });
  const after = await signInAs(browser, atIssuer, person.subject);
  if (after.status !== 200)
    throw new Error(`The decision was not accepted: ${after.url.href} answered ${after.status}.`);
}
