import { Command } from 'commander';
import { actionWords, canBeWithdrawn, isOver } from '#core/actions/action-life';
import {
  actionArgument,
  type ApprovalsPlace,
  type ApprovalsWorld,
  ourApprovals,
  serviceOption,
} from './approvals-world.ts';
import { askOfAction } from './ask-of-action.ts';
import { homeOption } from './terminal/home-option.ts';

interface WithdrawOptions extends ApprovalsPlace {
  readonly reason: string;
}

export function withdrawActionCommand(world: ApprovalsWorld = ourApprovals): Command {
  return new Command('withdraw')
    .description('End an action before it is written, approved or not')
    .addArgument(actionArgument())
    .requiredOption('--reason <text>', 'needed: why; it is recorded and shown')
    .addOption(serviceOption())
    .addOption(homeOption())
    .action(async (given: string, options: WithdrawOptions) => {
      await askOfAction(world, given, options, { what: 'withdraw' }, ({ state, actionHash, document }, title) => {
        if (canBeWithdrawn(state)) return undefined;
        if (isOver(state)) return `"${title}" has ended. ${actionWords(state)}`;
        const isUndoable = state !== 'unknown' && state !== 'undoing' && document?.undo !== undefined;
        const next = isUndoable
          ? ` Undo it once it is written: holdfast undo ${actionHash.slice(0, 12)} --reason "..."`
          : '';
        return `It is too late to withdraw "${title}". ${actionWords(state)}${next}`;
      });
    });
}
