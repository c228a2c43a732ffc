import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { auditFileNames } from '#records/audit-files';
import { homeFolders } from '#records/home';
import { AuditRecord, readAuditLog } from '#records/read-audit-log';
import { endSignal } from '../end-signal.ts';
import { homeOption } from '../home-option.ts';
import { asInstant } from './as-instant.ts';
import { recordLine } from './record-line.ts';

interface ShowOptions {
  readonly home: string;
  readonly kind?: string;
  readonly incident?: string;
  readonly action?: string;
  readonly since?: string;
  readonly follow?: true;
  readonly json?: true;
}

const followEveryMilliseconds = 500;

/** Those that hold the log together are not shown. */
const kinds = AuditRecord.shape.kind.options.filter((kind) => kind !== 'header' && kind !== 'checkpoint');

export function auditShowCommand(output: NodeJS.WritableStream): Command {
  return new Command('show')
    .description('Show what is on record, oldest first')
    .addOption(homeOption())
    .addOption(new Option('--kind <kind>', 'records of this kind').choices(kinds))
    .option('--incident <id>', 'records of this incident')
    .addOption(new Option('--action <hash>', 'records of this action; its first digits do').argParser(asHashStart))
    .addOption(
      new Option('--since <time>', 'records since then: 2026-03-01T10:00:00Z, 2026-03-01, -15m').argParser(asInstant),
    )
    .option('--follow', 'go on with what is recorded from now on')
    .option('--json', 'print each record as one JSON object on a line')
    .action(async (options: ShowOptions) => {
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
        if (told === 0) process.stderr.write('Nothing on record is so.\n');
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

/** What was not shown yet, of all processes by time. */
async function newRecords(
  folder: string,
  shown: Map<string, number>,
  options: ShowOptions,
): Promise<readonly AuditRecord[]> {
  const found: AuditRecord[] = [];
  for (const name of await auditFileNames(folder)) {
    const path = join(folder, name);
    const after = shown.get(name) ?? 0;
    const { records } = await readAuditLog(path);
    shown.set(name, records.at(-1)?.seq ?? after);
    found.push(...records.filter((record) => record.seq > after && isWanted(record, options)));
  }
  return found.sort((one, other) => (one.at < other.at ? -1 : Number(one.at > other.at)));
}

function isWanted(record: AuditRecord, { kind, incident, action, since }: ShowOptions): boolean {
  const { actionHash } = record;
  return (
    (kind === undefined || record.kind === kind) &&
    (incident === undefined || record['incident'] === incident || record['incidentId'] === incident) &&
    (action === undefined || (typeof actionHash === 'string' && actionHash.startsWith(action))) &&
    (since === undefined || record.at >= since)
  );
}
