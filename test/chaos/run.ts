// npm run chaos -- writes [--writes 1000] [--seed n] [--labs 8] [--blow "executor killed"]... [--keep]
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { cacheFolder } from '#programs/cache';
import { obtainTemporal } from '#programs/temporal';
import '../support/quiet-runtime.ts';
import { isClean, renderFigures } from './figures.ts';
import { type Blow, blows } from './points.ts';
import { chaosOfWrites } from './writes.ts';

const known = Object.keys(blows) as Blow[];
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    writes: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    labs: { type: 'string', default: '8' },
    blow: { type: 'string', multiple: true, default: known },
    keep: { type: 'boolean', default: false },
  },
});
if (positionals.join(' ') !== 'writes') {
  throw new Error(`Say what is to be tried: writes. Not ${JSON.stringify(positionals.join(' '))}.`);
}
const Options = z.object({
  writes: z.coerce.number().int().min(1).max(20_000),
  seed: z.coerce.number().int().min(0),
  labs: z.coerce.number().int().min(1).max(32),
  blow: z.array(z.enum(known as [Blow, ...Blow[]])).min(1),
  keep: z.boolean(),
});
const { blow, ...options } = Options.parse(values);
const report = (line: string) => void process.stderr.write(`${line}\n`);
const { path: temporalProgram } = await obtainTemporal({
  cache: cacheFolder(process.env),
  report,
  environment: process.env,
});
report(`seed ${options.seed}`);
const figures = await chaosOfWrites({ ...options, blows: blow, temporalProgram, report });
process.stdout.write(`${renderFigures(figures)}\n`);
if (!isClean(figures)) {
  const again = blow.length === known.length ? '' : blow.map((one) => ` --blow "${one}"`).join('');
  report(`\nIt was not as it has to be. Again, with everything kept:`);
  report(
    `  npm run chaos -- writes --writes ${options.writes} --seed ${options.seed} --labs ${options.labs}${again} --keep`,
  );
  process.exitCode = 1;
}
