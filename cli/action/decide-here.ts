import type { ActionRecord } from '#core/actions/action-work';
import type { DecisionAnswer } from '#core/actions/decision';
import { newDecisionBody } from '#approvals/decision-body';
import { nonceOf } from '#approvals/decision-nonce';
import { freshSecondsOf } from '#approvals/service/fresh-login';
import { plainLine } from '#core/text/plain-text';
import { actionLines } from './lines.ts';
import { type ApprovalsPlace, type ApprovalsWorld, findAction } from './world.ts';
import { painter } from '#terminal/painter';
import { writtenReason } from '#terminal/written-reason';

export interface ApproveOptions extends ApprovalsPlace {
  readonly reject?: true;
  readonly byHand?: true;
  readonly breakGlass?: true;
  readonly reason?: string;
}

/** Shows an action, reads the typed answer, and sends it. @throws Error that says why it does not count */
export async function decideHere(world: ApprovalsWorld, given: string, options: ApproveOptions): Promise<void> {
  const { output, outputIsTerminal, isAttended, ask } = world;
  const answer: DecisionAnswer = options.reject ? 'reject' : options.byHand ? 'by_hand' : 'approve';
  const breakGlass = options.breakGlass === true;
  const reason = writtenReason(options.reason, answer !== 'approve' || breakGlass);
  if (!isAttended)
    throw new Error(
      '"holdfast approve" requires a terminal: you have to see the action and type your answer. ' +
        "Programs cannot approve. You can also decide on the action's page.",
    );
  const print = (line: string) => void output.write(`${line}\n`);
  const { approvals, signIn } = await world.open(options);
  const actionHash = await findAction(approvals, given);
  const { record, fault, undecidable, signIn: issuer } = await approvals.get(actionHash);
  if (fault !== undefined) throw new Error(fault);
  for (const line of actionLines(record, painter(output, outputIsTerminal), new Date())) print(line);
  print('');
  if (undecidable !== undefined || record.previewHash === undefined)
    throw new Error(undecidable ?? 'The dry run has not finished, so there is nothing to decide yet.');
  if (!issuer)
    throw new Error(
      `No identity provider is configured for ${record.document?.environment ?? 'its environment'}, so nobody can decide.`,
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

/** @throws Error where anything else is typed */
async function confirm(
  { preview, document }: ActionRecord,
  answer: DecisionAnswer,
  ask: ApprovalsWorld['ask'],
): Promise<void> {
  const isTyped = answer === 'approve' && preview?.risk === 'destructive';
  const word = isTyped ? (document?.target.name ?? '') : answer === 'by_hand' ? 'by hand' : answer;
  const what = isTyped
    ? `This action is destructive. Type the name of its target, "${plainLine(word, 200)}"`
    : `Type "${word}"`;
  const typed = await ask(`${what}: `);
  if (word === '' || typed.trim() !== word)
    throw new Error(`You did not type "${plainLine(word, 200)}", so nothing was done.`);
}
