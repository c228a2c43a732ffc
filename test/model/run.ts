import { parseArgs } from 'node:util';
import { reportLines } from './report-lines.ts';
import { runSequences } from './run-sequences.ts';

// npm run model -- --steps 100000 [--seed 7] [--path 3:1 --replay-path ABC:D]: sequences of everything that may happen to
// writes. Exits with 1 where one broke a law.

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '100000' },
    seed: { type: 'string' },
    path: { type: 'string' },
    'replay-path': { type: 'string' },
  },
});

function numberOf(name: 'seed' | 'steps', text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new Error(`--${name} is a whole number from 1, not "${text}".`);
}

const seed = values.seed === undefined ? Math.floor(Math.random() * 1_000_000) + 1 : numberOf('seed', values.seed);
process.stdout.write(`seed ${seed}\n`);
const report = await runSequences({
  steps: numberOf('steps', values.steps),
  seed,
  path: values.path,
  replayPath: values['replay-path'],
});
process.stdout.write(`${reportLines(report).join('\n')}\n`);
if (report.failure !== undefined) process.exitCode = 1;
