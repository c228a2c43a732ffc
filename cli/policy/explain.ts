import { Command, InvalidArgumentError, Option } from 'commander';
import { writeRisks } from '#core/policy/approval-level';
import { DocumentError } from '#core/language/documents/problem';
import { configOption, type ConfigurationPlace } from '../config-option.ts';
import { homeOption } from '../home-option.ts';
import { orUnreadable } from './or-unreadable.ts';

interface ExplainOptions extends ConfigurationPlace {
  readonly service: string;
  readonly environment: string;
  readonly tool: string;
  readonly risk: (typeof writeRisks)[number];
  readonly replicas?: number;
  readonly at?: number;
}

export function explainCommand(): Command {
  return new Command('explain')
    .description('Tell in words what holds for an action: who may approve, the limits, freezes now and next')
    .requiredOption('--service <name>', 'a service of the catalogue')
    .requiredOption('--environment <name>', 'where')
    .requiredOption('--tool <server.tool>', 'for example infrastructure.scale_deployment')
    .addOption(new Option('--risk <risk>', 'what it can do at worst').choices(writeRisks).default('reversible'))
    .option('--replicas <n>', 'to how many', wholeNumber)
    .option('--at <time>', 'RFC 3339; default: now', time)
    .addOption(configOption('its policy, services and environments count'))
    .addOption(homeOption())
    .addHelpText('after', '\nExit code: 0 explained, 2 the policy cannot be read')
    .action(async ({ config, home, at, ...question }: ExplainOptions) => {
      const { policyHere } = await import('./policy-here.ts');
      const { explainPolicy } = await import('#core/policy/explain-policy');
      const lines = await orUnreadable(async () => {
        const { policy, problems } = await policyHere({ config, home });
        if (!policy) throw new DocumentError(problems);
        return explainPolicy(policy, { ...question, now: at ?? Date.now() });
      });
      if (lines) process.stdout.write(`${lines.join('\n')}\n`);
    });
}

function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('A whole number from 0 on.');
  return Number(text);
}

function time(text: string): number {
  const instant = Date.parse(text);
  if (!/^\d{4}-\d\d-\d\dT/.test(text) || !Number.isFinite(instant)) {
    throw new InvalidArgumentError('A time is RFC 3339: 2026-12-24T18:00:00Z.');
  }
  return instant;
}
