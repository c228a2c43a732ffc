import type { OfferedRunbook } from '#core/runs/run';
import { Command, Option } from 'commander';
import { readAnswers } from '#core/runbooks/form-answers';
import { nearestNames } from '#core/text/nearest-name';
import type { FormValues } from '#core/runbooks/form';
import { asOption, personAt } from '#terminal/as-option';
import { endSignal } from '#terminal/end-signal';
import { followRun } from '../run/follow-run.ts';
import { homeOption } from '#terminal/home-option';
import { runCommandLine } from '../run/run-commands.ts';
import { processRuns, pageUrlOf, type PersonOptions, printTo, type RunCommandWorld, withRuns } from '../run/world.ts';

interface RunOptions extends PersonOptions {
  readonly incident?: string;
  readonly service?: string;
  readonly environment?: string;
  readonly input: readonly string[];
  readonly detach?: true;
}

export function startRunCommand(world: RunCommandWorld = processRuns): Command {
  const collect = (value: string, before: readonly string[]) => [...before, value];
  return new Command('run')
    .description('Run a runbook, for an incident or on its own, and follow the run')
    .argument('<runbook>', 'its name')
    .option('--incident <id>', 'the incident it runs for, as in the address of its page')
    .option('--service <name>', 'the target service (default: what the runbook takes from the incident)')
    .option('--environment <name>', 'the target environment (default: what the runbook takes from the incident)')
    .addOption(new Option('--input <name=value>', 'an input; repeatable').argParser(collect).default([], 'none'))
    .option('--detach', 'print the run id and do not follow the run')
    .addOption(asOption())
    .addOption(homeOption())
    .action(async (name: string, options: RunOptions) => {
      const by = personAt(options.as);
      const { openHome } = await import('#records/home');
      const { createOfferedRunbooks } = await import('#records/offered-runbooks');
      const { library } = await openHome(options.home);
      const runbook = offeredRunbook(name, createOfferedRunbooks(library).list());
      const inputs = inputsOf(runbook, options.input);
      const { service, environment } = options;
      const target = {
        ...(service === undefined ? {} : { service }),
        ...(environment === undefined ? {} : { environment }),
      };
      await withRuns(world, options.home, async (opened) => {
        const request = { runbook: name, sha256: runbook.sha256, inputs, target, by };
        const runId = await opened.runs.start(request, options.incident);
        if (options.detach) return printTo(world)(runId);
        const pageUrl = pageUrlOf(opened, runId);
        process.stderr.write(`${runId}\n${pageUrl === undefined ? '' : `${pageUrl}\n`}`);
        process.exitCode = await followRun(opened.runs, runId, {
          output: process.stderr,
          input: process.stdin,
          isTerminal: process.stdin.isTTY && process.stderr.isTTY,
          by,
          pageUrl,
          home: options.home,
          signal: endSignal(),
        });
        process.stderr.write(`Show it again: ${runCommandLine(['show', runId], options.home)}\n`);
      });
    });
}

function offeredRunbook(name: string, offered: readonly OfferedRunbook[]): OfferedRunbook {
  const found = offered.find((runbook) => runbook.name === name);
  if (found) return found;
  if (offered.length === 0) {
    throw new Error(
      'No worker has offered a runbook in this home yet. Start one with "holdfast up", or give its folder with --home.',
    );
  }
  const names = offered.map((runbook) => runbook.name);
  const [near] = nearestNames(name, names);
  const meant = near === undefined ? '' : ` Did you mean ${near}?`;
  throw new Error(
    `The worker offers no runbook "${name}".${meant} It offers: ${names.join(', ')}. Runbooks with errors are left out (see holdfast runbook check); new and changed ones are loaded when the system starts.`,
  );
}

function inputsOf({ name, inputs: form }: OfferedRunbook, given: readonly string[]): FormValues {
  const texts: Record<string, string> = {};
  for (const one of given) {
    const [, key, value] = /^([a-z][a-z0-9_]*)=([^]*)$/.exec(one) ?? [];
    if (key === undefined || value === undefined)
      throw new Error(`--input ${one} is not valid: write it as name=value.`);
    texts[key] = value;
  }
  const read = readAnswers(form ?? { type: 'object', properties: {}, required: [] }, texts);
  if (read.kind === 'ok') return read.values;
  const problems = read.problems.map(({ field, problem }) => `  --input ${field}=...: ${problem}`);
  throw new Error(`The inputs of "${name}" are not valid:\n${problems.join('\n')}`);
}
