import { Command, Option } from 'commander';
import { actionWords, canBeWithdrawn, isOver } from '#core/actions/action-life';
import { plainLine } from '#core/text/plain-text';
import type { ActionRow } from '#temporal/ports';
import type { ApproveOptions } from './action/decide-here.ts';
import { actionLines } from './action/lines.ts';
import { sendRequest } from './action/send-request.ts';
import {
  actionArgument,
  type ApprovalsPlace,
  type ApprovalsWorld,
  findAction,
  processApprovals,
  serviceOption,
} from './action/world.ts';
import { homeOption } from '#terminal/home-option';
import { painter } from '#terminal/painter';
import { shortHash } from '#core/ids/short-hash';

const reasonHelp = 'why; recorded and shown';

interface LookOptions extends ApprovalsPlace {
  readonly json?: true;
}

export function actionCommand(world: ApprovalsWorld = processApprovals): Command {
  return new Command('action')
    .description('List and show actions: those that await approval, and those that have ended')
    .addCommand(listCommand(world))
    .addCommand(showCommand(world));
}

function listCommand(world: ApprovalsWorld): Command {
  const print = (line: string) => void world.output.write(`${line}\n`);
  return new Command('list')
    .description('List the actions that await approval, and the most recent others')
    .addOption(serviceOption())
    .addOption(homeOption())
    .option('--json', 'print them as one JSON object')
    .action(async (options: LookOptions) => {
      const { approvals } = await world.open(options);
      const rows = await approvals.list();
      if (options.json) return print(JSON.stringify(rows));
      print(rows.waiting.length === 0 ? 'No action awaits approval.' : 'Awaiting approval, until:');
      for (const row of rows.waiting) print(rowLine(row, row.deadlineAt));
      if (rows.waiting.length > 0) print('Decide: holdfast approve <hash>');
      if (rows.others.length > 0) print('Recent, proposed:');
      for (const row of rows.others) print(rowLine(row, row.proposedAt));
    });
}

function showCommand(world: ApprovalsWorld): Command {
  const print = (line: string) => void world.output.write(`${line}\n`);
  return new Command('show')
    .description('Show one action: its changes, blast radius, warnings, undo and approvers')
    .addArgument(actionArgument())
    .addOption(serviceOption())
    .addOption(homeOption())
    .option('--json', 'print its record as one JSON object')
    .action(async (given: string, options: LookOptions) => {
      const { approvals } = await world.open(options);
      const { record, failed, fault } = await approvals.get(await findAction(approvals, given));
      if (options.json) return print(JSON.stringify({ ...record, brokenOff: failed, ...(fault && { fault }) }));
      if (fault !== undefined) print(fault);
      for (const line of actionLines(record, painter(world.output, world.outputIsTerminal), new Date())) print(line);
      print('');
      for (const { at, state, reason } of record.steps)
        print(`${at}  ${state.replaceAll('_', ' ')}${reason === undefined ? '' : `: ${plainLine(reason, 300)}`}`);
    });
}

function rowLine({ actionHash, title, service, environment, state }: ActionRow, at: string | undefined): string {
  const place = service === undefined ? '' : `, ${service} in ${environment ?? 'an unknown environment'}`;
  const parts = [
    (at === undefined ? '' : `${at.slice(0, 19)}Z`).padEnd(20),
    (state ?? 'unknown').replaceAll('_', ' ').padEnd(12),
  ];
  return `  ${parts.join('  ')}  ${shortHash(actionHash)}  ${plainLine(`${title}${place}`, 120)}`;
}

export function approveCommand(world: ApprovalsWorld = processApprovals): Command {
  return new Command('approve')
    .description('Review an action, then approve it, reject it or take it over by hand; requires a terminal')
    .addArgument(actionArgument())
    .addOption(new Option('--reject', 'reject it; requires --reason').conflicts(['byHand', 'breakGlass']))
    .addOption(new Option('--by-hand', 'you do it yourself; requires --reason').conflicts(['reject', 'breakGlass']))
    .addOption(new Option('--break-glass', 'approve alone, in an emergency; requires --reason'))
    .option('--reason <text>', reasonHelp)
    .addOption(serviceOption())
    .addOption(homeOption())
    .action(async (given: string, options: ApproveOptions) => {
      const { decideHere } = await import('./action/decide-here.ts');
      await decideHere(world, given, options);
    });
}

interface ReasonOptions extends ApprovalsPlace {
  readonly reason: string;
}

export function undoCommand(world: ApprovalsWorld = processApprovals): Command {
  return new Command('undo')
    .description('Undo a write with the undo step, and within the time, that were approved with it')
    .addArgument(actionArgument())
    .requiredOption('--reason <text>', `required: ${reasonHelp}`)
    .option('--keep', 'keep the change instead, although its success check did not pass')
    .addOption(serviceOption())
    .addOption(homeOption())
    .action(async (given: string, options: ReasonOptions & { readonly keep?: true }) => {
      const request = { what: 'undo', answer: options.keep ? 'keep' : 'undo' } as const;
      await sendRequest(world, given, options, request, ({ undoBy, asksUndo, state }, title) =>
        undoBy === undefined && !asksUndo ? `"${title}" has nothing to undo. ${actionWords(state)}` : undefined,
      );
    });
}

export function withdrawCommand(world: ApprovalsWorld = processApprovals): Command {
  return new Command('withdraw')
    .description('End an action before it is written, whether or not it has been approved')
    .addArgument(actionArgument())
    .requiredOption('--reason <text>', `required: ${reasonHelp}`)
    .addOption(serviceOption())
    .addOption(homeOption())
    .action(async (given: string, options: ReasonOptions) => {
      await sendRequest(world, given, options, { what: 'withdraw' }, ({ state, actionHash, document }, title) => {
        if (canBeWithdrawn(state)) return undefined;
        if (isOver(state)) return `"${title}" has ended. ${actionWords(state)}`;
        const isUndoable = state !== 'unknown' && state !== 'undoing' && document?.undo !== undefined;
        const next = isUndoable
          ? ` Once it is written, undo it with: holdfast undo ${shortHash(actionHash)} --reason "..."`
          : '';
        return `It is too late to withdraw "${title}". ${actionWords(state)}${next}`;
      });
    });
}
