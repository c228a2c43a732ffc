import { Command } from 'commander';
import type { ActionRow } from '#temporal/ports';
import { plainLine } from '#core/text/plain-text';
import { actionLines } from './action-lines.ts';
import {
  actionArgument,
  type ApprovalsPlace,
  type ApprovalsWorld,
  findAction,
  ourApprovals,
  serviceOption,
} from './approvals-world.ts';
import { homeOption } from './terminal/home-option.ts';
import { painter } from './run-lines.ts';

interface LookOptions extends ApprovalsPlace {
  readonly json?: true;
}

export function actionCommand(world: ApprovalsWorld = ourApprovals): Command {
  return new Command('action')
    .description('See the actions that wait for approval, and those that have ended')
    .addCommand(listCommand(world))
    .addCommand(showCommand(world));
}

function listCommand(world: ApprovalsWorld): Command {
  const print = (line: string) => void world.output.write(`${line}\n`);
  return new Command('list')
    .description('List what waits for approval, and the newest others')
    .addOption(serviceOption())
    .addOption(homeOption())
    .option('--json', 'print them as one JSON object')
    .action(async (options: LookOptions) => {
      const { approvals } = await world.open(options);
      const rows = await approvals.list();
      if (options.json) return print(JSON.stringify(rows));
      print(rows.waiting.length === 0 ? 'Nothing waits for a decision.' : 'Waiting for approval, until:');
      for (const row of rows.waiting) print(rowLine(row, row.deadlineAt));
      if (rows.waiting.length > 0) print('Decide: holdfast approve <hash>');
      if (rows.others.length > 0) print('Newest others, proposed:');
      for (const row of rows.others) print(rowLine(row, row.proposedAt));
    });
}

function showCommand(world: ApprovalsWorld): Command {
  const print = (line: string) => void world.output.write(`${line}\n`);
  return new Command('show')
    .description('Show one action: what it changes and reaches, what speaks against it, what undoes it')
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
  const place = service === undefined ? '' : `, ${service} in ${environment ?? 'an environment not known'}`;
  const parts = [
    (at === undefined ? '' : `${at.slice(0, 19)}Z`).padEnd(20),
    (state ?? 'not known').replaceAll('_', ' ').padEnd(12),
  ];
  return `  ${parts.join('  ')}  ${actionHash.slice(0, 12)}  ${plainLine(`${title}${place}`, 120)}`;
}
