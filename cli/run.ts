import { Argument, Command, Option } from 'commander';
import { runWords } from '#core/runs/run-words';
import { plainLine } from '#core/text/plain-text';
import { followRun } from './run/follow-run.ts';
import { answerFrom, chooseQuestion, type GivenOptions } from './run/given-answer.ts';
import { runLines } from './run/lines.ts';
import { findRun } from './run/run-commands.ts';
import {
  pageUrlOf,
  type PersonOptions,
  type PlaceOptions,
  printTo,
  processRuns,
  runArgument,
  type RunCommandWorld,
  steer,
  withRuns,
} from './run/world.ts';
import { asOption, personAt } from '#terminal/as-option';
import { endSignal } from '#terminal/end-signal';
import { homeOption } from '#terminal/home-option';
import { painter } from '#terminal/painter';

const maximumRows = 50;
const reasonHelp = 'why; recorded and shown';

export function runCommand(world: RunCommandWorld = processRuns): Command {
  return new Command('run')
    .description('List, show, answer and control runs of runbooks')
    .addCommand(listCommand(world))
    .addCommand(showCommand(world))
    .addCommand(answerCommand(world))
    .addCommand(pauseCommand(world))
    .addCommand(resumeCommand(world))
    .addCommand(skipCommand(world))
    .addCommand(cancelCommand(world));
}

function listCommand(world: RunCommandWorld): Command {
  const print = printTo(world);
  return new Command('list')
    .description('List the latest runs')
    .addOption(homeOption())
    .option('--json', 'print them as one JSON array')
    .action(async ({ home, json }: PlaceOptions & { json?: true }) =>
      withRuns(world, home, async ({ runs }) => {
        const rows = await runs.list({ limit: maximumRows });
        if (json) return print(JSON.stringify(rows));
        if (rows.length === 0) return print('There are no runs yet. Start one with: holdfast runbook run <runbook>');
        for (const row of rows) {
          const title = plainLine(row.target === undefined ? row.title : `${row.title}, ${row.target}`, 80);
          print(`${row.startedAt.slice(0, 19)}Z  ${runWords(row).word.padEnd(18)}  ${title}  ${row.runId}`);
        }
      }),
    );
}

function showCommand(world: RunCommandWorld): Command {
  const print = printTo(world);
  return new Command('show')
    .description('Show one run: its steps so far, the steps to come, and questions that wait for an answer')
    .addArgument(runArgument())
    .addOption(asOption())
    .addOption(homeOption())
    .option('--json', 'print its state as one JSON object')
    .addOption(
      new Option('--follow', 'print steps as they change and ask its questions, until it ends').conflicts('json'),
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

interface ReasonOptions extends PersonOptions {
  readonly reason: string;
}

/** A command that a person gives to one run, under their name. */
function controlCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .addArgument(runArgument())
    .addOption(asOption())
    .addOption(homeOption());
}

function answerCommand(world: RunCommandWorld): Command {
  return controlCommand('answer', 'Answer a question that a run waits for')
    .option('--step <path>', 'which question, if several wait')
    .option('--yes', 'yes')
    .option('--no', 'no; requires --reason')
    .option('--reason <text>', 'why not; with --yes a note')
    .option(
      '--set <field=value>',
      'one field of its form; repeatable',
      (pair: string, all: readonly string[] = []): readonly string[] => [...all, pair],
    )
    .action(async (runId: string, options: PersonOptions & GivenOptions & { step?: string }) =>
      steer(world, runId, options, 'Answered', (runs, { state }, by) => {
        const step = chooseQuestion(state, options.step);
        return runs.answer(runId, { path: step.path, answer: answerFrom(step, options), by });
      }),
    );
}

function pauseCommand(world: RunCommandWorld): Command {
  return controlCommand('pause', 'Start no further steps; running steps and deadlines continue')
    .option('--reason <text>', 'why')
    .action(async (runId: string, options: PersonOptions & { reason?: string }) =>
      steer(world, runId, options, 'Paused', (runs, _known, by) => runs.pause(runId, { reason: options.reason, by })),
    );
}

function resumeCommand(world: RunCommandWorld): Command {
  return controlCommand('resume', 'Start steps again after a pause').action(
    async (runId: string, options: PersonOptions) =>
      steer(world, runId, options, 'Resumed', (runs, _known, by) => runs.resume(runId, { by })),
  );
}

function skipCommand(world: RunCommandWorld): Command {
  return controlCommand('skip', 'Skip a step that has not ended')
    .addArgument(new Argument('<path>', 'path of the step, as "holdfast run show" prints it'))
    .requiredOption('--reason <text>', reasonHelp)
    .action(async (runId: string, path: string, options: ReasonOptions) =>
      steer(world, runId, options, `Skipped "${path}"`, (runs, _known, by) =>
        runs.skip(runId, { path, reason: options.reason, by }),
      ),
    );
}

function cancelCommand(world: RunCommandWorld): Command {
  return controlCommand('cancel', 'Cancel a run; only its "always" steps still run')
    .requiredOption('--reason <text>', reasonHelp)
    .action(async (runId: string, options: ReasonOptions) =>
      steer(world, runId, options, 'Cancelled', (runs, _known, by) =>
        runs.cancel(runId, { reason: options.reason, by }),
      ),
    );
}
