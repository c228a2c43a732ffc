import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { plainLine } from '#core/text/plain-text';
import { asOption, personAt } from '#terminal/as-option';
import { configOption, type ConfigurationPlace } from '#terminal/config-option';
import { homeOption } from '#terminal/home-option';
import type { BreakGlass } from './break-glasses.ts';
import { shortHash } from '#core/ids/short-hash';
import { actionHashStart } from '#core/ids/action-hash';

interface ReviewsOptions extends ConfigurationPlace {
  readonly as?: string;
  readonly reviewed?: string;
  readonly note?: string;
  readonly json?: true;
}

export function reviewsCommand(output: NodeJS.WritableStream): Command {
  return new Command('reviews')
    .description('List break-glass approvals that await review, or record a review')
    .addOption(homeOption())
    .option('--reviewed <action>', 'record that you reviewed this action; at least the first 8 digits of its hash')
    .option('--note <text>', 'your assessment; with --reviewed')
    .option('--json', 'print all of them, including reviewed ones, as one JSON object')
    .addOption(configOption('the folder of audit log heads'))
    .addOption(asOption())
    .action(async (options: ReviewsOptions) => {
      const { openHome } = await import('#records/home');
      const { breakGlasses } = await import('./break-glasses.ts');
      if (!existsSync(resolve(options.home)))
        throw new Error(`There is no home at ${resolve(options.home)}. Give its folder with --home.`);
      const home = await openHome(resolve(options.home));
      if (options.reviewed !== undefined) {
        const { actionHash } = chosen(await breakGlasses(home.audit), options);
        const entry = { actionHash, by: personAt(options.as).name, note: options.note?.trim() ?? '' };
        const { headsFolder } = await import('#terminal/heads-folder');
        const { openProcessAudit } = await import('#records/audit-log');
        const audit = await openProcessAudit(home, 'reviews', { headsFolder: await headsFolder(options) });
        await audit.recordReview(entry);
        await audit.close();
        if (!options.json) output.write(`Recorded: ${entry.by} reviewed ${shortHash(actionHash)}.\n`);
      }
      const all = await breakGlasses(home.audit);
      if (options.json) return void output.write(`${JSON.stringify({ breakGlass: all })}\n`);
      const open = all.filter(({ review }) => !review);
      if (open.length === 0)
        return void output.write(`No break-glass approval awaits review (${all.length} in all).\n`);
      output.write('Break-glass approvals that await review:\n');
      for (const { at, actionHash, by, incident } of open) {
        const words = [at, shortHash(actionHash), by, incident ?? 'no incident'].map((word) => plainLine(word, 100));
        output.write(`  ${words.join('  ')}\n`);
        output.write(`    holdfast audit reviews --reviewed ${shortHash(actionHash)} --note "..."\n`);
      }
    });
}

/** @throws Error where none or several match, the note is missing, or the decision is the reviewer's own */
function chosen(all: readonly BreakGlass[], { reviewed: given = '', note, as }: ReviewsOptions): BreakGlass {
  const reviewed = actionHashStart(given) ?? '';
  const meant = all.filter(({ actionHash }) => reviewed.length >= 8 && actionHash.startsWith(reviewed));
  const hashes = new Set(meant.map(({ actionHash }) => actionHash));
  const [first] = meant;
  if (!first || hashes.size > 1)
    throw new Error(
      `"${given}" matches ${hashes.size === 0 ? 'no' : 'more than one'} break-glass approval. Give at least 8 digits of its hash; list them with: holdfast audit reviews`,
    );
  if (!note?.trim()) throw new Error('Add your assessment with --note.');
  const { name } = personAt(as);
  if (meant.some(({ by }) => by.trim().toLowerCase() === name.toLowerCase()))
    throw new Error(`${name} made this decision, so someone else has to review it.`);
  return first;
}
