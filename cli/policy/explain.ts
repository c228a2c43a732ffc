import { Command, InvalidArgumentError, Option } from 'commander';
import { writeRisks } from '#core/policy/approval-level';
import { DocumentError } from '#core/documents/problem';
import { asInstantEitherWay } from '../as-instant.ts';
import { configOption, type ConfigurationPlace } from '../config-option.ts';
import { homeOption } from '../terminal/home-option.ts';
import { orUnreadable } from './or-unreadable.ts';

interface ExplainOptions extends ConfigurationPlace {
  readonly service: string;
  readonly environment: string;
  readonly tool: string;
  readonly risk?: (typeof writeRisks)[number];
  readonly replicas?: number;
  readonly at?: string;
}

export function explainCommand(): Command {
  return new Command('explain')
    .description(
      'Tell in words what holds for an action: whether it is denied, who may approve, limits, hours, freezes',
    )
    .requiredOption('--service <name>', 'needed: a service of the catalogue')
    .requiredOption('--environment <name>', 'needed: an environment of the configuration; another counts as production')
    .requiredOption('--tool <server.tool>', 'needed: for example infrastructure.scale_deployment')
    .addOption(
      new Option(
        '--risk <risk>',
        'what it can do at worst, where that is more than the tool says; of an unknown tool without it reversible',
      ).choices(writeRisks),
    )
    .option('--replicas <n>', 'to how many it scales; with it the limits of that are judged', wholeNumber)
    .addOption(
      new Option(
        '--at <time>',
        'when: 2026-12-24T18:00:00Z; 2026-12-24 for the start of that day in UTC; +2h or -7d from now, in s, m, h or d; without it now',
      ).argParser(asInstantEitherWay),
    )
    .addOption(configOption('its policy, services and environments count'))
    .addOption(homeOption())
    .addHelpText('after', '\nExit code: 0 explained, 2 the policy cannot be read')
    .action(async ({ config, home, at, risk, ...question }: ExplainOptions) => {
      const { policyHere } = await import('./policy-here.ts');
      const { riskOf } = await import('./risk-of-tool.ts');
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
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('Write a whole number from 0 to 999999.');
  return Number(text);
}
