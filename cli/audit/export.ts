import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { asInstant } from '../as-instant.ts';
import { counted } from '../counted.ts';
import { homeOption } from '../terminal/home-option.ts';

interface ExportOptions {
  readonly home: string;
  readonly from: string;
  readonly to?: string;
  readonly incident?: string;
  readonly output: string;
  readonly json?: true;
}

export function auditExportCommand(output: NodeJS.WritableStream): Command {
  return new Command('export')
    .description('Write what is on record of a time, with all that verifies it elsewhere, into a folder for an auditor')
    .addOption(homeOption())
    .addOption(
      new Option('--from <time>', 'needed: from then on, 2026-03-01T10:00:00Z, 2026-03-01, -30d')
        .argParser(asInstant)
        .makeOptionMandatory(),
    )
    .addOption(new Option('--to <time>', 'before then; without it until now').argParser(asInstant))
    .option('--incident <id>', 'changes of this incident alone')
    .requiredOption('--output <folder>', 'needed: a folder that is new or empty')
    .option('--json', 'print the result as one JSON object')
    .action(async ({ home, from, to, incident, output: folder, json }: ExportOptions) => {
      const { exportAudit } = await import('#records/export-audit');
      const { homeFolders } = await import('#records/home');
      const now = new Date();
      const until = to ?? now.toISOString();
      if (until <= from) throw new Error(`The time ends (${until}) before it begins (${from}).`);
      const target = resolve(folder);
      const result = await exportAudit({ home: homeFolders(home), from, to: until, incident, output: target, now });
      output.write(
        json
          ? `${JSON.stringify({ folder: target, ...result })}\n`
          : `${counted(result.changes, 'change')} in ${counted(result.files, 'file')}: ${target}\nVerify it anywhere: holdfast audit verify ${target}\n`,
      );
    });
}
