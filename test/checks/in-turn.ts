import { countsLine, countsOf, sumOf } from './counts.ts';
import { runCheck } from './run-check.ts';

// node in-turn.js "npm test" "npm run check:long": runs all of them, also after one has failed, and ends with the sum of
// their counts alone on the last line. Exits with 1 where one failed.

const checks = process.argv.slice(2);
if (checks.length === 0) throw new Error('Say which commands to run: in-turn.js "npm test" "npm run check:long"');
const ends = [];
for (const command of checks) {
  process.stdout.write(`\n> ${command}\n`);
  const end = await runCheck(command);
  ends.push({ command, ...end, counts: countsOf(end) });
}
process.stdout.write('\n');
for (const { command, counts, seconds } of ends) {
  process.stdout.write(`${command}: ${countsLine(counts)}, ${seconds.toFixed(0)} s\n`);
}
process.stdout.write(`${countsLine(sumOf(ends.map(({ counts }) => counts)))}\n`);
if (ends.some(({ isGood }) => !isGood)) process.exitCode = 1;
