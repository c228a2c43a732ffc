import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { SwitchScope } from '#core/policy/facts';
import { createKillSwitches } from '#records/kill-switches';
import { openSigningKeys } from '#records/signing-keys';
import { temporaryHome } from './temporary-home.ts';

const global: SwitchScope = { kind: 'global', name: '' };
const checkout: SwitchScope = { kind: 'service', name: 'checkout' };

async function switched() {
  const home = await temporaryHome();
  const thrower = createKillSwitches(home.switches, home.keys, await openSigningKeys(home.keys, 'switches'));
  return {
    home,
    thrower,
    /** Of a process that has remembered nothing. */
    list: () => createKillSwitches(home.switches, home.keys).list(),
    edit: async (file: string, change: (text: string) => string) => {
      const path = join(home.switches, file);
      await writeFile(path, change(await readFile(path, 'utf8')));
    },
  };
}

it('stops and releases each scope for itself, and the newest word counts', async () => {
  const { thrower, list } = await switched();
  expect(await list()).toEqual([]);
  expect(await thrower.throwSwitch(checkout, 'it burns', 'ada')).toBe(1);
  await thrower.throwSwitch(global, 'all of it', 'bob');
  expect(await list()).toEqual([
    { scope: global, reason: 'all of it', by: 'bob' },
    { scope: checkout, reason: 'it burns', by: 'ada' },
  ]);
  expect(await thrower.release(checkout, 'over', 'ada')).toBe(2);
  expect(await list()).toEqual([{ scope: global, reason: 'all of it', by: 'bob' }]);
  await expect(thrower.release(checkout, 'again', 'ada')).rejects.toThrow('there is nothing to release');
});

it('another process sees it within two seconds', async () => {
  const { home, thrower } = await switched();
  const reader = createKillSwitches(home.switches, home.keys);
  expect(await reader.list()).toEqual([]);
  await thrower.throwSwitch(global, 'now', 'ada');
  await expect.poll(() => reader.list(), { timeout: 2000, interval: 50 }).toHaveLength(1);
});

it('of many that state something at once none is lost', async () => {
  const { thrower, list } = await switched();
  const numbers = await Promise.all([1, 2, 3, 4, 5].map((n) => thrower.throwSwitch(global, `reason ${n}`, 'ada')));
  expect(numbers.sort()).toEqual([1, 2, 3, 4, 5]);
  expect(await list()).toHaveLength(1);
});

it.each([
  [
    'a release that was written by hand',
    'was changed after it was signed',
    (text: string) => text.replace('"stopped":true', '"stopped":false'),
  ],
  [
    'a signature of another key',
    'is not a key for switches',
    (text: string) => text.replace(/"kid":"[0-9a-f]{16}"/, '"kid":"0000000000000000"'),
  ],
  ['half a file', 'is not a statement about a switch', (text: string) => text.slice(0, 40)],
])('%s counts as stopped', async (_what, reason, change) => {
  const { thrower, list, edit } = await switched();
  await thrower.throwSwitch(checkout, 'it burns', 'ada');
  await edit('service-checkout/1.json', change);
  expect(await list()).toEqual([{ scope: checkout, reason: expect.stringContaining(reason), by: 'holdfast' }]);
});

it('a gap, a moved statement, a foreign file and an empty folder count as stopped', async () => {
  const { home, thrower, list } = await switched();
  await thrower.throwSwitch(checkout, 'it burns', 'ada');
  await thrower.release(checkout, 'over', 'ada');
  await thrower.throwSwitch(checkout, 'again', 'ada');
  await thrower.release(checkout, 'over', 'ada');
  expect(await list()).toEqual([]);
  await cp(join(home.switches, 'service-checkout'), join(home.switches, 'service-search'), { recursive: true });
  await mkdir(join(home.switches, 'environment-production'));
  await mkdir(join(home.switches, 'nobody-knows'));
  await rm(join(home.switches, 'service-checkout', '2.json'));
  const reasons = new Map((await list()).map(({ scope, reason }) => [`${scope.kind} ${scope.name}`, reason]));
  expect(reasons.get('service checkout')).toContain('one was removed');
  expect(reasons.get('service search')).toContain('is about another switch');
  expect(reasons.get('environment production')).toContain('has no statement');
  expect(reasons.get('global ')).toContain('has no statement');
  // What cannot be trusted can still be stated anew, and stays stopped.
  await thrower.release(checkout, 'please', 'ada');
  expect((await list()).map(({ scope }) => scope.name)).toContain('checkout');
});

it('where the folder cannot be read, nobody can tell', async () => {
  const { home, list } = await switched();
  await rm(home.switches, { recursive: true });
  await expect(list()).rejects.toThrow(`Cannot read the folder ${home.switches}`);
});

it('a key that was rotated signs no more, and what it signed before still counts', async () => {
  const { home, thrower, list } = await switched();
  await thrower.throwSwitch(global, 'before', 'ada');
  await (await openSigningKeys(home.keys, 'switches')).rotate();
  expect(await list()).toEqual([{ scope: global, reason: 'before', by: 'ada' }]);
});
