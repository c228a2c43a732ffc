import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { AuditRecord } from '#records/read-audit-log';
import { endSignal } from '../terminal/end-signal.ts';
import { asInstant } from '../as-instant.ts';
import { homeOption } from '../terminal/home-option.ts';
import type { WantedRecords } from './new-records.ts';
import { recordLine } from './record-line.ts';

interface ShowOptions extends WantedRecords {
  readonly home: string;
  readonly follow?: true;
  readonly json?: true;
}

const followEveryMilliseconds = 500;

type ShownKind = Exclude<AuditRecord['kind'], 'header' | 'checkpoint'>;

/** Those that hold the log together are not shown. Told here once more: asking the log's schema loads it. */
const kinds: Readonly<Record<ShownKind, true>> = {
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

export function auditShowCommand(output: NodeJS.WritableStream): Command {
  return new Command('show')
    .description('Show what is on record, oldest first')
    .addOption(homeOption())
    .addOption(new Option('--kind <kind>', 'records of this kind').choices(Object.keys(kinds)))
    .option('--incident <id>', 'records of this incident')
    .addOption(
      new Option('--action <hash>', 'records of this action; at least the first 4 digits of its hash').argParser(
        asHashStart,
      ),
    )
    .addOption(
      new Option('--since <time>', 'records since then: 2026-03-01T10:00:00Z, 2026-03-01, -15m').argParser(asInstant),
    )
    .option('--follow', 'go on with what is recorded from now on')
    .option('--json', 'print each record as one JSON object on a line')
    .action(async (options: ShowOptions) => {
      const { homeFolders } = await import('#records/home');
      const { newRecords } = await import('./new-records.ts');
      const folder = homeFolders(resolve(options.home)).audit;
      const shown = new Map<string, number>();
      if (!existsSync(folder))
        throw new Error(`There is no audit log in ${resolve(options.home)}. Name the folder that has it with --home.`);
      const tell = async () => {
        const records = await newRecords(folder, shown, options);
        for (const record of records) output.write(`${options.json ? JSON.stringify(record) : recordLine(record)}\n`);
        return records.length;
      };
      const told = await tell();
      if (!options.follow) {
        if (told === 0) process.stderr.write('Nothing on record matches.\n');
        return;
      }
      const end = endSignal();
      while (!end.aborted) {
        await new Promise((resolvePause) => setTimeout(resolvePause, followEveryMilliseconds));
        await tell();
      }
    });
}

function asHashStart(text: string): string {
  const start = text.toLowerCase().replace(/^action\//, '');
  if (!/^[0-9a-f]{4,64}$/.test(start))
    throw new InvalidArgumentError('It is the hash of an action: 64 hexadecimal digits, or at least the first 4.');
  return start;
}
