import { openAuditLog } from '#records/audit-log';
import { temporarySigningKey } from '#records/signing-keys';

// append-audit <folder> <concurrent> <rounds>: appends and prints the number of each record that is durable.
const [folder = '', concurrent = '1', rounds = '1'] = process.argv.slice(2);
process.stdin.on('end', () => process.exit(2)).resume();

const key = temporarySigningKey('audit-writer');
const home = { audit: folder, installation: '00000000-0000-4000-8000-000000000000' };
const log = await openAuditLog(home, 'writer', { keys: { current: () => Promise.resolve(key) } });
for (let round = 0; round < Number(rounds); round++) {
  await Promise.all(
    Array.from({ length: Number(concurrent) }, async (_, index) => {
      const number = round * Number(concurrent) + index;
      await log.recordIntake({ number, filler: 'x'.repeat(500) });
      process.stdout.write(`${number}\n`);
    }),
  );
}
await log.close();
process.exit(0);
