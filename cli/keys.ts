import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Argument, Command } from 'commander';
import { homeOption } from '#terminal/home-option';

/** Keys that sign decisions, kill switches and audit logs. */
export function keysCommand(output: NodeJS.WritableStream = process.stdout): Command {
  const list = async (home: string) => {
    const { keys, publicKeys } = await openKeys(home);
    const all = [...(await publicKeys(keys)).values()].sort((one, other) => (one.createdAt < other.createdAt ? -1 : 1));
    if (all.length === 0) output.write('There are no keys yet. Each process creates its key when it first starts.\n');
    for (const { kid, use, createdAt, retiredAt } of all) {
      const standing = retiredAt === undefined ? 'active' : `retired ${retiredAt}`;
      output.write(`${kid}  ${use.padEnd(22)}  created ${createdAt}  ${standing}\n`);
    }
  };
  return new Command('keys')
    .description('List signing keys, or rotate one')
    .addCommand(
      new Command('list')
        .description('List signing keys by use, including retired ones')
        .addOption(homeOption())
        .action(({ home }: { home: string }) => list(home)),
    )
    .addCommand(
      new Command('rotate')
        .description('Create a new key for a use; what the old key signed still verifies')
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
  if (!existsSync(resolve(home))) throw new Error(`There is no home at ${resolve(home)}. Give its folder with --home.`);
  const { openHome } = await import('#records/home');
  const { keys } = await openHome(resolve(home));
  return { keys, ...(await import('#records/signing-keys')) };
}
