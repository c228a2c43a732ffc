import { randomBytes } from 'node:crypto';
import { Command } from 'commander';
import { requestNonceOf } from '#approvals/service/request-nonce';
import { plainLine } from '#gateway/plain-text';
import {
  actionArgument,
  type ApprovalsPlace,
  type ApprovalsWorld,
  findAction,
  ourApprovals,
  serviceOption,
} from './approvals-world.ts';
import { homeOption } from './home-option.ts';
import { writtenReason } from './written-reason.ts';

interface UndoOptions extends ApprovalsPlace {
  readonly reason: string;
  readonly keep?: true;
}

export function undoActionCommand(world: ApprovalsWorld = ourApprovals): Command {
  return new Command('undo')
    .description('Undo what an action has written, while what was approved with it allows it')
    .addArgument(actionArgument())
    .requiredOption('--reason <text>', 'why; it is recorded and shown')
    .option('--keep', 'it was not seen to help, and stays all the same')
    .addOption(serviceOption())
    .addOption(homeOption())
    .action(async (given: string, options: UndoOptions) => {
      const reason = writtenReason(options.reason, true);
      const { approvals, signIn } = await world.open(options);
      const actionHash = await findAction(approvals, given);
      const { record, signIn: issuer } = await approvals.get(actionHash);
      const title = plainLine(record.document?.title ?? actionHash, 200);
      if (record.undoBy === undefined && !record.asksUndo)
        throw new Error(`"${title}" has nothing to undo: it is ${record.state.replaceAll('_', ' ')}.`);
      if (!issuer)
        throw new Error(
          `No identity provider is configured for ${record.document?.environment ?? 'its environment'}: nobody can say who you are.`,
        );
      const request = {
        answer: options.keep ? 'keep' : 'undo',
        reason,
        nonce: randomBytes(24).toString('base64url'),
      } as const;
      const idToken = await signIn(issuer, requestNonceOf({ what: 'undo', actionHash, ...request }));
      world.output.write(`${plainLine(await approvals.undo(actionHash, request, idToken), 1000)}\n`);
    });
}
