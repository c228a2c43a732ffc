import { openContentStore } from '#records/content-store';

// write-content <folder> <from> <count>: stores documents and prints the digest of each one that is durable.
const [folder = '', from = '0', count = '1'] = process.argv.slice(2);
process.stdin.on('end', () => process.exit(2)).resume();

const store = await openContentStore(folder);
for (let number = Number(from); number < Number(from) + Number(count); number++) {
  const digest = await store.put(JSON.stringify({ number, filler: 'x'.repeat(20_000) }));
  process.stdout.write(`${digest}\n`);
}
process.exit(0);
