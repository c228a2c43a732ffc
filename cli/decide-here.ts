import type { ActionRecord } from '#core/actions/action-work';
import type { DecisionAnswer } from '#core/actions/decision';
import { newDecisionBody } from '#approvals/decision-body';
import { nonceOf } from '#approvals/decision-nonce';
import { freshSecondsOf } from '#approvals/service/fresh-login';
import { plainLine } from '#core/text/plain-text';
import { actionLines } from './action-lines.ts';
import { type ApprovalsPlace, type ApprovalsWorld, findAction } from './approvals-world.ts';
import { painter } from './run-lines.ts';
import { writtenReason } from './written-reason.ts';

export interface ApproveOptions extends ApprovalsPlace {
  readonly reject?: true;
  readonly byHand?: true;
  readonly breakGlass?: true;
  readonly reason?: string;
}

/** Shows an action, has the answer typed, and sends it. @throws Error that says why it does not count */
export async function decideHere(world: ApprovalsWorld, given: string, options: ApproveOptions): Promise<void> {
  const { output, outputIsTerminal, isAttended, ask } = world;
  const answer: DecisionAnswer = options.reject ? 'reject' : options.byHand ? 'by_hand' : 'approve';
  const breakGlass = options.breakGlass === true;
  const reason = writtenReason(options.reason, answer !== 'approve' || breakGlass);
  if (!isAttended)
    throw new Error(
      'Deciding is looking: "holdfast approve" needs a terminal that shows the action and takes what you type. ' +
        'Programs cannot approve; people can, on the page too.',
    );
  const print = (line: string) => void output.write(`${line}\n`);
  const { approvals, signIn } = await world.open(options);
  const actionHash = await findAction(approvals, given);
  const { record, fault, undecidable, signIn: issuer } = await approvals.get(actionHash);
  if (fault !== undefined) throw new Error(fault);
  for (const line of actionLines(record, painter(output, outputIsTerminal), new Date())) print(line);
  print('');
  if (undecidable !== undefined || record.previewHash === undefined)
    throw new Error(undecidable ?? 'No dry run has told yet what it would change: there is nothing to decide about.');
  if (!issuer)
    throw new Error(
      `Nobody can decide here: no identity provider is configured for ${record.document?.environment ?? 'its environment'}.`,
    );
  await confirm(record, answer, ask);
  const body = newDecisionBody(
    {
      actionHash,
      previewHash: record.previewHash,
      ...(record.document?.incident && { incident: record.document.incident.id }),
      answer,
      reason,
      channel: 'cli',
      breakGlass,
    },
    new Date(),
  );
  const idToken = await signIn(issuer, nonceOf(body), freshSecondsOf(record, breakGlass));
  print(plainLine(await approvals.decide(body, idToken), 1000));
  print(approvals.pageOf(actionHash));
}

/** @throws Error where anything else is typed: nothing was done */
async function confirm(
  { preview, document }: ActionRecord,
  answer: DecisionAnswer,
  ask: ApprovalsWorld['ask'],
): Promise<void> {
  const isTyped = answer === 'approve' && preview?.risk === 'destructive';
  const word = isTyped ? (document?.target.name ?? '') : answer === 'by_hand' ? 'by hand' : answer;
  const what = isTyped ? `It is destructive. Type the name of the target, "${plainLine(word, 200)}"` : `Type "${word}"`;
  const typed = await ask(`${what}: `);
  if (word === '' || typed.trim() !== word) throw new Error(`That is not "${plainLine(word, 200)}": nothing was done.`);
}
