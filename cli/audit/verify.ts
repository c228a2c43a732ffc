import { Argument, Command } from 'commander';
import { plainLine } from '#core/text/plain-text';
import type { AuditVerification } from '#records/verify-audit';
import { counted } from '../counted.ts';
import { homeOption } from '../terminal/home-option.ts';
import type { VerifyPlace } from './verify-folder.ts';

interface VerifyOptions extends VerifyPlace {
  readonly json?: true;
}

/** What cannot be checked at all is no verdict about it. */
const usageExitCode = 2;

export function auditVerifyCommand(output: NodeJS.WritableStream): Command {
  return new Command('verify')
    .description(
      'Verify audit logs or an export, offline. Exits with 0 where all is as it was written, 1 where something was tampered with, 2 where it cannot be checked.',
    )
    .addArgument(new Argument('[folder]', "an export, a home, or a folder of audit logs; by default the home's"))
    .addOption(homeOption())
    .option('--key <path>', 'a public key (JWK) or a folder of them; by default those of the home')
    .option(
      '--heads <folder>',
      'the folder outside that keeps the heads of the logs; for the home by default that of the system that runs there',
    )
    .option('--json', 'print the result as one JSON object')
    .action(async (folder: string | undefined, options: VerifyOptions) => {
      try {
        const { verifyFolder } = await import('./verify-folder.ts');
        const result = await verifyFolder(folder, options);
        output.write(options.json ? `${JSON.stringify(result)}\n` : `${verificationLines(result).join('\n')}\n`);
        process.exitCode = result.findings.length > 0 ? 1 : 0;
      } catch (error) {
        process.stderr.write(`holdfast: ${error instanceof Error ? error.message : String(error)}\n`);
        process.exitCode = usageExitCode;
      }
    });
}

/** For a person: the verdict first. */
function verificationLines(result: AuditVerification): readonly string[] {
  const { findings, notes, notChecked, files, records, checkpoints, from, to } = result;
  const place = ({ file, line, seq }: AuditVerification['findings'][number]) =>
    `${file}${line === undefined ? '' : `, line ${line}`}${seq === undefined ? '' : ` (record ${seq})`}`;
  return [
    findings.length === 0
      ? 'VERIFIED: nothing was changed, as far as it could be checked.'
      : `TAMPERED: ${findings.length} ${findings.length === 1 ? 'place is' : 'places are'} not as they were written.`,
    ...findings.map((finding) => `  ${finding.kind}: ${plainLine(`${place(finding)}: ${finding.words}`, 400)}`),
    `${counted(files, 'file')}, ${counted(records, 'record')}, ${counted(checkpoints, 'checkpoint')}${from === undefined ? '' : `, from ${from} to ${to}`}.`,
    ...section('Not checked', notChecked),
    ...section('Worth knowing', notes),
  ];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${plainLine(line, 400)}`)];
}
