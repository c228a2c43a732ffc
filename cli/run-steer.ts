import { Argument, Command } from 'commander';
import { asOption } from './as-option.ts';
import { answerFrom, chooseQuestion, type GivenOptions } from './given-answer.ts';
import { homeOption } from './terminal/home-option.ts';
import { type PersonOptions, runArgument, type RunCommandWorld, steer } from './run-world.ts';

interface ReasonOptions extends PersonOptions {
  readonly reason: string;
}

function command(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .addArgument(runArgument())
    .addOption(asOption())
    .addOption(homeOption());
}

const reasonHelp = 'why; it is recorded and shown';

export function runAnswerCommand(world: RunCommandWorld): Command {
  return command('answer', 'Answer the question that a run waits with')
    .option('--step <path>', 'which question, where several wait')
    .option('--yes', 'yes')
    .option('--no', 'no; needs a --reason')
    .option('--reason <text>', 'why not; with --yes a note')
    .option(
      '--set <field=value>',
      'one field of its form; repeat it',
      (pair: string, all: readonly string[] = []): readonly string[] => [...all, pair],
    )
    .action(async (runId: string, options: PersonOptions & GivenOptions & { step?: string }) =>
      steer(world, runId, options, 'Answered', (runs, { state }, by) => {
        const step = chooseQuestion(state, options.step);
        return runs.answer(runId, { path: step.path, answer: answerFrom(step, options), by });
      }),
    );
}

export function runPauseCommand(world: RunCommandWorld): Command {
  return command('pause', 'Let no further step start; what runs goes on, and deadlines go on')
    .option('--reason <text>', 'why')
    .action(async (runId: string, options: PersonOptions & { reason?: string }) =>
      steer(world, runId, options, 'Paused', (runs, _known, by) => runs.pause(runId, { reason: options.reason, by })),
    );
}

export function runResumeCommand(world: RunCommandWorld): Command {
  return command('resume', 'Let steps start again').action(async (runId: string, options: PersonOptions) =>
    steer(world, runId, options, 'Resumed', (runs, _known, by) => runs.resume(runId, { by })),
  );
}

export function runSkipCommand(world: RunCommandWorld): Command {
  return command('skip', 'Skip a step that has not ended')
    .addArgument(new Argument('<path>', 'of the step, as "holdfast run show" prints it'))
    .requiredOption('--reason <text>', reasonHelp)
    .action(async (runId: string, path: string, options: ReasonOptions) =>
      steer(world, runId, options, `Skipped "${path}"`, (runs, _known, by) =>
        runs.skip(runId, { path, reason: options.reason, by }),
      ),
    );
}

export function runCancelCommand(world: RunCommandWorld): Command {
  return command('cancel', 'Cancel a run: only its "always" steps still run')
    .requiredOption('--reason <text>', reasonHelp)
    .action(async (runId: string, options: ReasonOptions) =>
      steer(world, runId, options, 'Cancelled', (runs, _known, by) =>
        runs.cancel(runId, { reason: options.reason, by }),
      ),
    );
}
