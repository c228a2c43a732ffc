import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Argument, Command } from 'commander';
import { homeOption } from './terminal/home-option.ts';

/** The keys that sign decisions, kill switches and audit logs. */
export function keysCommand(output: NodeJS.WritableStream = process.stdout): Command {
  const list = async (home: string) => {
    const { keys, publicKeys } = await openKeys(home);
    const all = [...(await publicKeys(keys)).values()].sort((one, other) => (one.createdAt < other.createdAt ? -1 : 1));
    if (all.length === 0) output.write('There are no keys yet: the processes make theirs when they first start.\n');
    for (const { kid, use, createdAt, retiredAt } of all) {
      const standing = retiredAt === undefined ? 'in force' : `retired ${retiredAt}`;
      output.write(`${kid}  ${use.padEnd(22)}  made ${createdAt}  ${standing}\n`);
    }
  };
  return new Command('keys')
    .description('List the keys that sign, or replace one')
    .addCommand(
      new Command('list')
        .description('List the keys by use, retired ones too')
        .addOption(homeOption())
        .action(({ home }: { home: string }) => list(home)),
    )
    .addCommand(
      new Command('rotate')
        .description('Make a new key for a use; what the old one has signed still verifies')
        .addArgument(new Argument('<use>', 'approvals, switches, or audit-<process>'))
        .addOption(homeOption())
        .action(async (use: string, { home }: { home: string }) => {
          const { keys, publicKeys, openSigningKeys } = await openKeys(home);
          const known = new Set([...(await publicKeys(keys)).values()].map((key) => key.use));
          if (!known.has(use))
            throw new Error(`There is no key for "${use}". There are: ${[...known].sort().join(', ') || 'none'}.`);
          await (await openSigningKeys(keys, use)).rotate();
          await list(home);
        }),
    );
}

async function openKeys(home: string) {
  if (!existsSync(resolve(home)))
    throw new Error(`There is no home at ${resolve(home)}. Name the folder that has it with --home.`);
  const { openHome } = await import('#records/home');
  const { keys } = await openHome(resolve(home));
  return { keys, ...(await import('#records/signing-keys')) };
}
