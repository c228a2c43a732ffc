import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { plainLine } from '#core/text/plain-text';
import { asOption, personAt } from '../as-option.ts';
import { configOption, type ConfigurationPlace } from '../config-option.ts';
import { homeOption } from '../terminal/home-option.ts';
import type { BreakGlass } from './break-glasses.ts';

interface ReviewsOptions extends ConfigurationPlace {
  readonly as?: string;
  readonly reviewed?: string;
  readonly note?: string;
  readonly json?: true;
}

export function auditReviewsCommand(output: NodeJS.WritableStream): Command {
  return new Command('reviews')
    .description('List approvals by break-glass that nobody has reviewed, or put a review on record')
    .addOption(homeOption())
    .option('--reviewed <action>', 'you have reviewed the one of this action; at least the first 8 digits of its hash')
    .option('--note <text>', 'what you think of it; with --reviewed')
    .option('--json', 'print all of them, reviewed ones too, as one JSON object')
    .addOption(configOption('it says where the heads of the audit log are kept'))
    .addOption(asOption())
    .action(async (options: ReviewsOptions) => {
      const { openHome } = await import('#records/home');
      const { breakGlasses } = await import('./break-glasses.ts');
      if (!existsSync(resolve(options.home)))
        throw new Error(`There is no home at ${resolve(options.home)}. Name the folder that has it with --home.`);
      const home = await openHome(resolve(options.home));
      if (options.reviewed !== undefined) {
        const { actionHash } = chosen(await breakGlasses(home.audit), options);
        const entry = { actionHash, by: personAt(options.as).name, note: options.note?.trim() ?? '' };
        const { headsFolder } = await import('../heads-folder.ts');
        const { openProcessAudit } = await import('#records/audit-log');
        const audit = await openProcessAudit(home, 'reviews', { headsFolder: await headsFolder(options) });
        await audit.recordReview(entry);
        await audit.close();
        if (!options.json) output.write(`On record: ${entry.by} has reviewed ${actionHash.slice(0, 12)}.\n`);
      }
      const all = await breakGlasses(home.audit);
      if (options.json) return void output.write(`${JSON.stringify({ breakGlass: all })}\n`);
      const open = all.filter(({ review }) => !review);
      if (open.length === 0) return void output.write(`Nothing waits for a review; ${all.length} in all.\n`);
      output.write('Approved by break-glass, and reviewed by nobody yet:\n');
      for (const { at, actionHash, by, incident } of open) {
        const words = [at, actionHash.slice(0, 12), by, incident ?? 'no incident'].map((word) => plainLine(word, 100));
        output.write(`  ${words.join('  ')}\n`);
        output.write(`    holdfast audit reviews --reviewed ${actionHash.slice(0, 12)} --note "..."\n`);
      }
    });
}

/** @throws Error where none is meant, several are, there is no note, or it is one's own */
function chosen(all: readonly BreakGlass[], { reviewed: given = '', note, as }: ReviewsOptions): BreakGlass {
  const reviewed = given.toLowerCase().replace(/^action\//, '');
  const meant = all.filter(({ actionHash }) => reviewed.length >= 8 && actionHash.startsWith(reviewed));
  const hashes = new Set(meant.map(({ actionHash }) => actionHash));
  const [first] = meant;
  if (!first || hashes.size > 1)
    throw new Error(
      `"${given}" names ${hashes.size === 0 ? 'no' : 'more than one'} approval by break-glass: at least 8 digits of its hash are needed. List them: holdfast audit reviews`,
    );
  if (!note?.trim()) throw new Error('Say what you think of it with --note.');
  const { name } = personAt(as);
  if (meant.some(({ by }) => by.trim().toLowerCase() === name.toLowerCase()))
    throw new Error(`${name} made this decision: somebody else has to review it.`);
  return first;
}
