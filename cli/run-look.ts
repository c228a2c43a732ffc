import { Command, Option } from 'commander';
import { runWords } from '#core/runs/run-words';
import { plainLine } from '#core/text/plain-text';
import { asOption, personAt } from './as-option.ts';
import { endSignal } from './terminal/end-signal.ts';
import { followRun } from './follow-run.ts';
import { homeOption } from './terminal/home-option.ts';
import { findRun } from './terminal/run-commands.ts';
import { painter, runLines } from './run-lines.ts';
import {
  pageUrlOf,
  type PersonOptions,
  type PlaceOptions,
  printTo,
  runArgument,
  type RunCommandWorld,
  withRuns,
} from './run-world.ts';

const listed = 50;

export function runListCommand(world: RunCommandWorld): Command {
  const print = printTo(world);
  return new Command('list')
    .description('List the latest runs')
    .addOption(homeOption())
    .option('--json', 'print them as one JSON array')
    .action(async ({ home, json }: PlaceOptions & { json?: true }) =>
      withRuns(world, home, async ({ runs }) => {
        const rows = await runs.list({ limit: listed });
        if (json) return print(JSON.stringify(rows));
        if (rows.length === 0) return print('There are no runs yet. Start one: holdfast runbook run <runbook>');
        for (const row of rows)
          print(
            `${row.startedAt.slice(0, 19)}Z  ${runWords(row).word.padEnd(18)}  ${plainLine(row.target === undefined ? row.title : `${row.title}, ${row.target}`, 80)}  ${row.runId}`,
          );
      }),
    );
}

export function runShowCommand(world: RunCommandWorld): Command {
  const print = printTo(world);
  return new Command('show')
    .description('Show one run: its steps, what is to come, and what waits for a person')
    .addArgument(runArgument())
    .addOption(asOption())
    .addOption(homeOption())
    .option('--json', 'print its state as one JSON object')
    .addOption(
      new Option('--follow', 'tell its steps as they change and ask its questions, to its end').conflicts('json'),
    )
    .action(async (runId: string, { home, as, json, follow }: PersonOptions & { json?: true; follow?: true }) =>
      withRuns(world, home, async (opened) => {
        const known = await findRun(opened.runs, runId);
        const pageUrl = pageUrlOf(opened, runId);
        if (json) return print(JSON.stringify({ ...known.state, answered: known.answered, brokenOff: known.failed }));
        if (follow) {
          process.exitCode = await followRun(opened.runs, runId, {
            output: process.stderr,
            input: process.stdin,
            isTerminal: process.stdin.isTTY === true && process.stderr.isTTY === true,
            by: personAt(as),
            home,
            pageUrl,
            signal: endSignal(),
          });
          return;
        }
        const paint = painter(world.output, world.outputIsTerminal);
        for (const line of runLines(known, paint, { home, pageUrl })) print(line);
      }),
    );
}
