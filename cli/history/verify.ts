import { Argument, Command } from 'commander';
import { plainLine } from '#core/text/plain-text';
import { configOption } from '../config-option.ts';
import { counted } from '../counted.ts';
import { homeOption } from '../terminal/home-option.ts';
import type { HistoryPlace, HistoryVerification } from './verify-history.ts';

interface VerifyOptions extends HistoryPlace {
  readonly json?: true;
}

const usageExitCode = 2;

export function historyVerifyCommand(output: NodeJS.WritableStream): Command {
  return new Command('verify')
    .description(
      "Hold Temporal's histories, the marks, the audit logs and the decisions of an incident against each other. Exits with 0 where they agree, 1 where they do not, 2 where it cannot be checked.",
    )
    .addArgument(new Argument('<incident>', 'its id, as its page shows it'))
    .addOption(homeOption())
    .addOption(configOption('it says which identity provider an environment has'))
    .option('--offline', 'without Temporal: from what stands in the home alone')
    .option('--json', 'print the result as one JSON object')
    .action(async (incident: string, options: VerifyOptions) => {
      try {
        const { verifyHistory } = await import('./verify-history.ts');
        const result = await verifyHistory(incident, options);
        output.write(options.json ? `${JSON.stringify(result)}\n` : `${historyLines(result).join('\n')}\n`);
        process.exitCode = result.mismatches.length > 0 ? 1 : 0;
      } catch (error) {
        process.stderr.write(`holdfast: ${error instanceof Error ? error.message : String(error)}\n`);
        process.exitCode = usageExitCode;
      }
    });
}

function historyLines({
  incident,
  runs,
  actions,
  writes,
  mismatches,
  notChecked,
}: HistoryVerification): readonly string[] {
  return [
    mismatches.length === 0
      ? `VERIFIED: ${runs === undefined ? 'marks' : 'history, marks'}, audit and decisions of ${incident} agree, as far as it could be checked.`
      : `NOT VERIFIED: ${counted(mismatches.length, 'thing')} about ${incident} ${mismatches.length === 1 ? 'does' : 'do'} not agree.`,
    ...mismatches.map(({ subject, words }) => `  ${plainLine(`${subject}: ${words}`, 400)}`),
    `${[...(runs === undefined ? [] : [counted(runs, 'run')]), counted(actions, 'action'), counted(writes, 'write')].join(', ')}.`,
    ...(notChecked.length === 0 ? [] : ['Not checked:', ...notChecked.map((line) => `  ${plainLine(line, 400)}`)]),
  ];
}
