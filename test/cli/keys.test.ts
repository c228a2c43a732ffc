import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { keysCommand } from '#cli/keys';
import { openSigningKeys } from '#records/signing-keys';
import { temporaryHome } from '../records/temporary-home.ts';
import { runCommand } from './command-output.ts';

test('a key is replaced, and the old one stays on the list as retired', async () => {
  const home = await temporaryHome();
  expect((await runCommand(keysCommand, 'list', '--home', home.root)).output).toMatch(/There are no keys yet/);
  const before = await (await openSigningKeys(home.keys, 'approvals')).current();
  const { output: listed } = await runCommand(keysCommand, 'rotate', 'approvals', '--home', home.root);
  expect(listed).toMatch(new RegExp(`${before.kid} {2}approvals .* retired `));
  expect(listed.match(/active/g)).toHaveLength(1);
});

test('a use that nobody has is not invented', async () => {
  const home = await temporaryHome();
  await openSigningKeys(home.keys, 'switches');
  await expect(runCommand(keysCommand, 'rotate', 'approval', '--home', home.root)).rejects.toThrow(
    'There is no key for "approval". There are: switches.',
  );
});

test('a folder that is no home is not made one', async () => {
  const { root } = await temporaryHome();
  for (const words of [['list'], ['rotate', 'approvals']])
    await expect(runCommand(keysCommand, ...words, '--home', `${root}/none`)).rejects.toThrow(
      `There is no home at ${root}/none. Give its folder with --home.`,
    );
  expect(existsSync(`${root}/none`)).toBe(false);
});
