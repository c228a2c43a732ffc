import type { ActionHash } from '#core/ids/action-hash';
import { openProcessAudit } from '#records/audit-log';
import { openHome } from '#records/home';

// append-process-audit <home>: appends writes and intakes until it is killed, and prints a line for each round.
const [folder = ''] = process.argv.slice(2);
process.stdin.on('end', () => process.exit(2)).resume();

const log = await openProcessAudit(await openHome(folder), 'executor');
const place = { part: 'do', environment: 'production', service: 'a', server: 'b', tool: 'c' } as const;
for (let round = 0; ; round++) {
  const actionHash = String(round).padStart(64, '0') as ActionHash;
  await Promise.all([
    log.recordWrite({ actionHash, ...place, state: 'intent' }),
    ...Array.from({ length: 20 }, (_, number) => log.recordIntake({ number, filler: 'x'.repeat(300) })),
  ]);
  process.stdout.write(`${round}\n`);
}
