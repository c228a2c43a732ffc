import { findOnPath } from '#programs/on-path';
import { countsLine, countsOf, sumOf } from './counts.ts';
import { runCheck } from './run-check.ts';

// Runs the tests that start no server under other clocks: no test depends on the day that it runs. `faketime` shifts Node
// and the Node processes that it starts; it cannot shift Go programs, as all servers of the tests are.

const second = 1000;
const day = 24 * 3600 * second;

/** Each clock goes on from the time it starts at. */
const clocks = [
  { name: 'in 400 days', startsAt: Date.now() + 400 * day, zone: 'UTC' },
  { name: 'on 29 February', startsAt: Date.UTC(2028, 1, 29, 12), zone: 'UTC' },
  // At 1:00 UTC; the tests are running by then.
  { name: 'as daylight saving begins', startsAt: Date.UTC(2027, 2, 28, 1) - 30 * second, zone: 'Europe/Berlin' },
  { name: 'as daylight saving ends', startsAt: Date.UTC(2027, 9, 31, 1) - 30 * second, zone: 'Europe/Berlin' },
];

if (findOnPath('faketime', process.env) === undefined) {
  process.stdout.write(
    'The tests under shifted clocks are skipped: faketime is not on PATH. Debian: apt-get install faketime\n',
  );
  process.stdout.write(`${countsLine({ passed: 0, failed: 0, skipped: clocks.length })}\n`);
} else {
  const ends = [];
  for (const { name, startsAt, zone } of clocks) {
    process.stdout.write(`\n> ${name}: from ${new Date(startsAt).toISOString()} on, in ${zone}\n`);
    const offset = Math.round((startsAt - Date.now()) / second);
    const command = `faketime -f '${offset < 0 ? '' : '+'}${offset}' npx vitest run --reporter=dot`;
    const environment = { ...process.env, TZ: zone, HOLDFAST_BUILT: '1', HOLDFAST_TIER: 'shifted-clock' };
    ends.push({ name, ...(await runCheck(command, { environment })) });
  }
  process.stdout.write('\n');
  for (const end of ends) process.stdout.write(`${end.name}: ${countsLine(countsOf(end))}\n`);
  process.stdout.write(`${countsLine(sumOf(ends.map(countsOf)))}\n`);
  if (ends.some(({ isGood }) => !isGood)) process.exitCode = 1;
}
