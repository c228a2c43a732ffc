import { join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { auditFileNames } from '#records/audit-files';
import { homeFolders } from '#records/home';
import { type AuditRecord, readAuditLog } from '#records/read-audit-log';
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

export function auditShowCommand(output: NodeJS.WritableStream): Command {
  return new Command('show')
    .description('Show what is on record, oldest first')
    .addOption(homeOption())
    .option('--kind <kind>', 'records of this kind: decision, intent, result, tool_call ...')
    .option('--incident <id>', 'records of this incident')
    .option('--action <hash>', 'records of this action; the first eight digits do')
    .addOption(
      new Option('--since <time>', 'records since then: 2026-03-01T10:00:00Z, 2026-03-01, -15m').argParser(asInstant),
    )
    .option('--follow', 'go on with what is recorded from now on')
    .option('--json', 'print each record as one JSON object on a line')
    .action(async (options: ShowOptions) => {
      const folder = homeFolders(resolve(options.home)).audit;
      const shown = new Map<string, number>();
      const tell = async () => {
        for (const record of await newRecords(folder, shown, options))
          output.write(`${options.json ? JSON.stringify(record) : recordLine(record)}\n`);
      };
      await tell();
      if (!options.follow) return;
      const end = endSignal();
      while (!end.aborted) {
        await new Promise((resolvePause) => setTimeout(resolvePause, followEveryMilliseconds));
        await tell();
      }
    });
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
