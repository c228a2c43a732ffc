import { Argument, Command } from 'commander';
import type { HistoryVerification } from '#approvals/history/verify-history';
import { counted } from '#core/text/counted';
import { plainLine } from '#core/text/plain-text';
import type { HistoryPlace } from './history/verify-here.ts';
import { configOption } from '#terminal/config-option';
import { homeOption } from '#terminal/home-option';

interface VerifyOptions extends HistoryPlace {
  readonly json?: true;
}

const uncheckedExitCode = 2;

export function historyCommand(output: NodeJS.WritableStream = process.stdout): Command {
  return new Command('history')
    .description('Compare what happened with the audit record')
    .addCommand(verifyCommand(output));
}

function verifyCommand(output: NodeJS.WritableStream): Command {
  return new Command('verify')
    .description(
      "Compare Temporal's histories, the action marks, the audit log and the decisions of an incident. Exit code: 0 they agree, 1 they do not, 2 they cannot be compared.",
    )
    .addArgument(new Argument('<incident>', 'incident id, as in the address of its page'))
    .addOption(homeOption())
    .addOption(configOption('the identity provider of each environment'))
    .option('--offline', 'use the records in the home alone, without Temporal')
    .option('--json', 'print the result as one JSON object')
    .action(async (incident: string, options: VerifyOptions) => {
      try {
        const { verifyHere } = await import('./history/verify-here.ts');
        const result = await verifyHere(incident, options);
        output.write(options.json ? `${JSON.stringify(result)}\n` : `${resultLines(result).join('\n')}\n`);
        process.exitCode = result.mismatches.length > 0 ? 1 : 0;
      } catch (error) {
        process.stderr.write(`holdfast: ${error instanceof Error ? error.message : String(error)}\n`);
        process.exitCode = uncheckedExitCode;
      }
    });
}

/** The verdict first. */
function resultLines(result: HistoryVerification): readonly string[] {
  const { incident, runs, actions, writes, mismatches, notChecked } = result;
  return [
    mismatches.length === 0
      ? `VERIFIED: ${runs === undefined ? 'marks' : 'history, marks'}, audit log and decisions of ${incident} agree, as far as they could be checked.`
      : `NOT VERIFIED: ${counted(mismatches.length, 'contradiction')} about ${incident}.`,
    ...mismatches.map(({ subject, words }) => `  ${plainLine(`${subject}: ${words}`, 400)}`),
    `${[...(runs === undefined ? [] : [counted(runs, 'run')]), counted(actions, 'action'), counted(writes, 'write')].join(', ')}.`,
    ...(notChecked.length === 0 ? [] : ['Not checked:', ...notChecked.map((line) => `  ${plainLine(line, 400)}`)]),
  ];
}
