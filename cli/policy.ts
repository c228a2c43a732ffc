import { Command, InvalidArgumentError, Option } from 'commander';
import { DocumentError, problemLine } from '#core/documents/problem';
import { writeRisks } from '#core/policy/approval-level';
import { counted } from '#core/text/counted';
import { asInstantEitherWay } from '#terminal/as-instant';
import { configOption, type ConfigurationPlace } from '#terminal/config-option';
import { homeOption } from '#terminal/home-option';
import { shortHash } from '#core/ids/short-hash';

export function policyCommand(): Command {
  return new Command('policy')
    .description('Check, explain and test the policy: what may be written, and who has to approve it')
    .addCommand(checkCommand())
    .addCommand(explainCommand())
    .addCommand(testCommand());
}

const configPurpose = 'its policy, services and environments';

function checkCommand(): Command {
  return new Command('check')
    .description("Check the policy in force: the platform's file and those of owners")
    .addOption(configOption(configPurpose))
    .addOption(homeOption())
    .option('--json', 'print the problems as one JSON array')
    .addHelpText('after', '\nExit code: 0 valid, 1 errors, 2 the configuration cannot be read')
    .action(async (options: ConfigurationPlace & { json?: true }) => {
      const { policyHere } = await import('./policy/policy-here.ts');
      const here = await orUnreadable(() => policyHere(options));
      if (!here) return;
      const { problems, files, policy, notice } = here;
      if (options.json) process.stdout.write(`${JSON.stringify(problems)}\n`);
      else {
        for (const problem of problems) process.stdout.write(`${problemLine(problem)}\n`);
        if (notice !== undefined) process.stderr.write(`${notice}\n`);
        for (const file of files) process.stdout.write(`${file}\n`);
        const errors = problems.filter(({ severity }) => severity === 'error').length;
        process.stdout.write(
          `${counted(files.length, 'file')} checked: ${counted(errors, 'error')}` +
            `${policy ? `, policy ${shortHash(policy.sha256)}` : ''}\n`,
        );
      }
      if (!policy) process.exitCode = 1;
    });
}

interface ExplainOptions extends ConfigurationPlace {
  readonly service: string;
  readonly environment: string;
  readonly tool: string;
  readonly risk?: (typeof writeRisks)[number];
  readonly replicas?: number;
  readonly at?: string;
}

function explainCommand(): Command {
  return new Command('explain')
    .description('Explain the rules for an action: whether it is denied, its approvers, limits, hours and freezes')
    .requiredOption('--service <name>', 'required: a service of the catalogue')
    .requiredOption(
      '--environment <name>',
      'required: an environment of the configuration; any other counts as production',
    )
    .requiredOption('--tool <server.tool>', 'required: for example infrastructure.scale_deployment')
    .addOption(
      new Option(
        '--risk <risk>',
        'the worst it can do, if that is more than the tool declares (default for an unknown tool: reversible)',
      ).choices(writeRisks),
    )
    .option('--replicas <n>', 'the replica count it scales to; also applies the limits on scaling', wholeNumber)
    .addOption(
      new Option(
        '--at <time>',
        'a time 2026-12-24T18:00:00Z, a day 2026-12-24 (its start in UTC), or an offset from now +2h, -7d in s, m, h or d (default: now)',
      ).argParser(asInstantEitherWay),
    )
    .addOption(configOption(configPurpose))
    .addOption(homeOption())
    .addHelpText('after', '\nExit code: 0 explained, 2 the policy cannot be read')
    .action(async ({ config, home, at, risk, ...question }: ExplainOptions) => {
      const { policyHere } = await import('./policy/policy-here.ts');
      const { riskOf } = await import('./policy/risk-of-tool.ts');
      const { explainPolicy } = await import('#core/policy/explain-policy');
      const lines = await orUnreadable(async () => {
        const { policy, problems, notice, configuration } = await policyHere({ config, home });
        if (!policy) throw new DocumentError(problems);
        if (notice !== undefined) process.stderr.write(`${notice}\n`);
        const now = at === undefined ? Date.now() : Date.parse(at);
        return explainPolicy(policy, { ...question, risk: await riskOf(configuration, question.tool, risk), now });
      });
      if (lines) process.stdout.write(`${lines.join('\n')}\n`);
    });
}

function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('Give a whole number from 0 to 999999.');
  return Number(text);
}

function testCommand(): Command {
  return new Command('test')
    .description('Run test cases against the policy')
    .argument('[file]', "a file of cases (default: cases.yaml beside the platform's file)")
    .addOption(configOption(configPurpose))
    .addOption(homeOption())
    .option('--json', 'print the results as one JSON array')
    .addHelpText('after', '\nExit code: 0 as expected, 1 a case has an unexpected result, 2 a file cannot be read')
    .action(async (file: string | undefined, options: ConfigurationPlace & { json?: true }) => {
      const { caseResults } = await import('./policy/case-results.ts');
      const results = await orUnreadable(() => caseResults(file, options));
      if (!results) return;
      const failed = results.filter(({ differences }) => differences.length > 0);
      if (options.json) process.stdout.write(`${JSON.stringify(results)}\n`);
      else {
        for (const { name, differences, verdict } of results) {
          process.stdout.write(`${differences.length === 0 ? '✓' : '✗'} ${name}\n`);
          if (differences.length === 0) continue;
          for (const difference of differences) process.stdout.write(`    ${difference}\n`);
          for (const { rule, reason } of verdict.rules) process.stdout.write(`    ${rule}: ${reason}\n`);
        }
        process.stdout.write(`${results.length - failed.length} of ${results.length} as expected\n`);
      }
      if (failed.length > 0) process.exitCode = 1;
    });
}

/** Nothing was judged, because a document cannot be read. */
const unreadableExitCode = 2;

/** Prints why a document cannot be read, and sets the exit code; any other error is a bug and goes on. */
async function orUnreadable<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = unreadableExitCode;
    return undefined;
  }
}
