import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { counted } from '#core/text/counted';
import type { AuditRecord } from '#records/read-audit-log';
import type { WantedRecords } from './audit/new-records.ts';
import { recordLine } from './audit/record-line.ts';
import { reviewsCommand } from './audit/reviews.ts';
import { verificationLines } from './audit/verification-lines.ts';
import type { VerifyPlace } from './audit/verify-folder.ts';
import { asInstant } from '#terminal/as-instant';
import { endSignal } from '#terminal/end-signal';
import { homeOption } from '#terminal/home-option';
import { actionHashStart } from '#core/ids/action-hash';

export function auditCommand(output: NodeJS.WritableStream = process.stdout): Command {
  return new Command('audit')
    .description('Show, verify and export the audit log')
    .addCommand(showCommand(output))
    .addCommand(verifyCommand(output))
    .addCommand(exportCommand(output))
    .addCommand(reviewsCommand(output));
}

const followEveryMilliseconds = 500;

/** Records that hold the log together are not shown. Repeated here so that `--help` does not load the log's schema. */
const kinds: Readonly<Record<Exclude<AuditRecord['kind'], 'header' | 'checkpoint'>, true>> = {
  tool_call: true,
  intake: true,
  notification: true,
  approval: true,
  policy: true,
  decision: true,
  intent: true,
  result: true,
  action: true,
  kill_switch: true,
  review: true,
};

interface ShowOptions extends WantedRecords {
  readonly home: string;
  readonly follow?: true;
  readonly json?: true;
}

function showCommand(output: NodeJS.WritableStream): Command {
  const byAction = new Option(
    '--action <hash>',
    'only records of this action; at least the first 4 digits of its hash',
  );
  const bySince = new Option(
    '--since <time>',
    'only records since then: 2026-03-01T10:00:00Z, 2026-03-01, or -15m ago',
  );
  return new Command('show')
    .description('Show audit records, oldest first')
    .addOption(homeOption())
    .addOption(new Option('--kind <kind>', 'only records of this kind').choices(Object.keys(kinds)))
    .option('--incident <id>', 'only records of this incident')
    .addOption(byAction.argParser(asHashStart))
    .addOption(bySince.argParser(asInstant))
    .option('--follow', 'continue with new records')
    .option('--json', 'print each record as one JSON object on a line')
    .action(async (options: ShowOptions) => {
      const { homeFolders } = await import('#records/home');
      const { newRecords } = await import('./audit/new-records.ts');
      const folder = homeFolders(resolve(options.home)).audit;
      const shown = new Map<string, number>();
      if (!existsSync(folder))
        throw new Error(`There is no audit log in ${resolve(options.home)}. Give the folder that has it with --home.`);
      const print = async () => {
        const records = await newRecords(folder, shown, options);
        for (const record of records) output.write(`${options.json ? JSON.stringify(record) : recordLine(record)}\n`);
        return records.length;
      };
      const printed = await print();
      if (!options.follow) {
        if (printed === 0) process.stderr.write('No audit record matches.\n');
        return;
      }
      const end = endSignal();
      while (!end.aborted) {
        await new Promise((resolvePause) => setTimeout(resolvePause, followEveryMilliseconds));
        await print();
      }
    });
}

function asHashStart(text: string): string {
  const start = actionHashStart(text);
  if (start === undefined)
    throw new InvalidArgumentError('Give the hash of an action: 64 hexadecimal digits, or at least the first 4.');
  return start;
}

/** The folder could not be checked, which is not a verdict about it. */
const uncheckedExitCode = 2;

function verifyCommand(output: NodeJS.WritableStream): Command {
  return new Command('verify')
    .description(
      'Verify audit logs or an export, offline. Exit code: 0 unchanged, 1 tampered with, 2 cannot be checked.',
    )
    .addArgument(new Argument('[folder]', "an export, a home, or a folder of audit logs (default: the home's)"))
    .addOption(homeOption())
    .option('--key <path>', 'a public key (JWK) or a folder of them (default: those of the home)')
    .option(
      '--heads <folder>',
      "the external folder that keeps the heads of the logs (default, for the home: the running system's)",
    )
    .option('--json', 'print the result as one JSON object')
    .action(async (folder: string | undefined, options: VerifyPlace & { readonly json?: true }) => {
      try {
        const { verifyFolder } = await import('./audit/verify-folder.ts');
        const result = await verifyFolder(folder, options);
        output.write(options.json ? `${JSON.stringify(result)}\n` : `${verificationLines(result).join('\n')}\n`);
        process.exitCode = result.findings.length > 0 ? 1 : 0;
      } catch (error) {
        process.stderr.write(`holdfast: ${error instanceof Error ? error.message : String(error)}\n`);
        process.exitCode = uncheckedExitCode;
      }
    });
}

interface ExportOptions {
  readonly home: string;
  readonly from: string;
  readonly to?: string;
  readonly incident?: string;
  readonly output: string;
  readonly json?: true;
}

function exportCommand(output: NodeJS.WritableStream): Command {
  const from = new Option('--from <time>', 'required: the start, 2026-03-01T10:00:00Z, 2026-03-01 or -30d');
  return new Command('export')
    .description('Export the records of a period for an auditor, with everything needed to verify them elsewhere')
    .addOption(homeOption())
    .addOption(from.argParser(asInstant).makeOptionMandatory())
    .addOption(new Option('--to <time>', 'the end, exclusive (default: now)').argParser(asInstant))
    .option('--incident <id>', 'only changes of this incident')
    .requiredOption('--output <folder>', 'required: a new or empty folder')
    .option('--json', 'print the result as one JSON object')
    .action(async ({ home, from: since, to, incident, output: folder, json }: ExportOptions) => {
      const { exportAudit } = await import('#records/export-audit');
      const { homeFolders } = await import('#records/home');
      const now = new Date();
      const until = to ?? now.toISOString();
      if (until <= since) throw new Error(`--to (${until}) must be later than --from (${since}).`);
      const target = resolve(folder);
      const result = await exportAudit({
        home: homeFolders(home),
        from: since,
        to: until,
        incident,
        output: target,
        now,
      });
      output.write(
        json
          ? `${JSON.stringify({ folder: target, ...result })}\n`
          : `${counted(result.changes, 'change')} in ${counted(result.files, 'file')}: ${target}\nVerify it anywhere with: holdfast audit verify ${target}\n`,
      );
    });
}
