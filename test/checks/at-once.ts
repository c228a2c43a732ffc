import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import { runCheck } from './run-check.ts';

// node at-once.js "npm run lint" "npm run imports": runs them side by side, as many as there are processors, the first
// ones first. What a good one says is not shown. Exits with 1 where one failed.

const turns = pLimit(Math.max(2, availableParallelism()));
const ends = await Promise.all(
  process.argv.slice(2).map((command) =>
    turns(async () => {
      const { isGood, output, seconds } = await runCheck(command, { quiet: true });
      process.stdout.write(`${isGood ? 'good' : 'BAD '} ${seconds.toFixed(1).padStart(6)} s  ${command}\n`);
      if (!isGood) process.stdout.write(`${output}\n`);
      return isGood;
    }),
  ),
);
if (ends.includes(false)) process.exitCode = 1;
