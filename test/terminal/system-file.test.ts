import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chosenConfiguration } from '#terminal/config-option';
import { historyCommand } from '#cli/history';
import { policyCommand } from '#cli/policy';
import { readSystemFile, writeSystemFile } from '#terminal/system-file';
import { runCommand } from '../cli/command-output.ts';

const SYSTEM = {
  temporalAddress: '127.0.0.1:7233',
  namespace: 'default',
  taskQueue: 'investigate',
  gatewayUrl: 'http://127.0.0.1:8480',
};

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'holdfast-system-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

test('a running system is found, by its owner alone, until it ends', async () => {
  const remove = await writeSystemFile(home, SYSTEM);
  expect(await readSystemFile(home)).toEqual({ ...SYSTEM, pid: process.pid });
  expect(statSync(join(home, 'system.json')).mode & 0o777).toBe(0o600);
  expect(readdirSync(home)).toEqual(['system.json']);
  await remove();
  expect(await readSystemFile(home)).toBeUndefined();
});

test('a system that was killed is not found', async () => {
  writeFileSync(join(home, 'system.json'), JSON.stringify({ ...SYSTEM, pid: 2 ** 22 + 1 }));
  expect(await readSystemFile(home)).toBeUndefined();
});

test('ending does not remove what another system has written meanwhile', async () => {
  const remove = await writeSystemFile(home, SYSTEM);
  writeFileSync(join(home, 'system.json'), JSON.stringify({ ...SYSTEM, pid: process.ppid }));
  await remove();
  expect((await readSystemFile(home))?.pid).toBe(process.ppid);
});

test.each(['', '{', '{"pid":1}', '[]'])(
  'the file %j is reported as not written by Holdfast, with the next step',
  async (text) => {
    writeFileSync(join(home, 'system.json'), text);
    await expect(readSystemFile(home)).rejects.toThrow(/system\.json was not written by "holdfast up"\. Remove it/);
  },
);

test('without --config the configuration of the running system counts; with it the one that is named', async () => {
  expect(await chosenConfiguration({ home })).toEqual({ file: 'holdfast.yaml', isOfSystem: false });
  const remove = await writeSystemFile(home, { ...SYSTEM, configurationFile: '/somewhere/holdfast.yaml' });
  expect(await chosenConfiguration({ home })).toEqual({ file: '/somewhere/holdfast.yaml', isOfSystem: true });
  expect(await chosenConfiguration({ home, config: 'mine.yaml' })).toEqual({ file: 'mine.yaml', isOfSystem: false });
  await remove();
  expect(await chosenConfiguration({ home })).toEqual({ file: 'holdfast.yaml', isOfSystem: false });
});

test('a command goes by the configuration of the running system, and says so where it matters', async () => {
  const configurationFile = join(home, 'its-own.yaml');
  writeFileSync(configurationFile, 'apiVersion: holdfast/v2\nkind: Configuration\n');
  const remove = await writeSystemFile(home, { ...SYSTEM, configurationFile });
  const { errors } = await runCommand(policyCommand, 'check', '--home', home);
  expect(errors).toContain(`Configuration of the running system: ${configurationFile}`);
  mkdirSync(join(home, 'audit'));
  rmSync(configurationFile);
  const verified = await runCommand(historyCommand, 'verify', 'incident/x', '--home', home);
  expect(verified.errors).toContain(`There is no configuration at ${configurationFile}`);
  expect(verified.exitCode).toBe(2);
  await remove();
});
