import { Command } from 'commander';
import { actionWords } from '#core/actions/action-life';
import {
  actionArgument,
  type ApprovalsPlace,
  type ApprovalsWorld,
  ourApprovals,
  serviceOption,
} from './approvals-world.ts';
import { askOfAction } from './ask-of-action.ts';
import { homeOption } from './terminal/home-option.ts';

interface UndoOptions extends ApprovalsPlace {
  readonly reason: string;
  readonly keep?: true;
}

export function undoActionCommand(world: ApprovalsWorld = ourApprovals): Command {
  return new Command('undo')
    .description('Undo what an action has written, by the step and within the time that were approved with it')
    .addArgument(actionArgument())
    .requiredOption('--reason <text>', 'needed: why; it is recorded and shown')
    .option('--keep', 'the other answer: what was not seen to help stays as it is')
    .addOption(serviceOption())
    .addOption(homeOption())
    .action(async (given: string, options: UndoOptions) => {
      const wish = { what: 'undo', answer: options.keep ? 'keep' : 'undo' } as const;
      await askOfAction(world, given, options, wish, ({ undoBy, asksUndo, state }, title) =>
        undoBy === undefined && !asksUndo ? `"${title}" has nothing to undo. ${actionWords(state)}` : undefined,
      );
    });
}
