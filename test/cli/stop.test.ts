import { expect, it } from 'vitest';
import { rm, writeFile } from 'node:fs/promises';
import { stopCommand } from '#cli/stop';
import { createKillSwitches } from '#records/kill-switches';
import { auditSources } from '#records/read-audit';
import { verifyAudit } from '#records/verify-audit';
import { temporaryHome } from '../records/temporary-home.ts';
import { runCommand } from './command-output.ts';

async function stopIn() {
  const home = await temporaryHome();
  const stop = (...given: readonly string[]) =>
    runCommand(stopCommand, '--home', home.root, '--as', 'ada', '--config', '/nowhere.yaml', ...given);
  return { home, stop };
}

it('stops everything where nothing is named, records it, and prints how to release it', async () => {
  const { home, stop } = await stopIn();
  const { output } = await stop('--reason', 'it burns');
  expect(output).toContain('Stopped: writes to everything.');
  expect(output).toContain(`everything: it burns (ada)\n    holdfast stop --release --reason ... --home ${home.root}`);
  expect(await createKillSwitches(home.switches, home.keys).list()).toEqual([
    { scope: { kind: 'global', name: '' }, reason: 'it burns', by: 'ada' },
  ]);
  const records: unknown[] = [];
  await verifyAudit({
    ...{ sources: await auditSources(home.audit), keys: new Map() },
    onRecord: ({ content }) => records.push(content),
  });
  expect(records).toEqual([
    expect.objectContaining({ kind: 'kill_switch', stopped: true, reason: 'it burns', by: 'ada', n: 1 }),
  ]);
});

it('stops one service, lists it, and releases it', async () => {
  const { stop } = await stopIn();
  await stop('--service', 'checkout', '--reason', 'it burns');
  const listed = await stop('--list', '--json');
  expect(JSON.parse(listed.output)).toEqual({
    stopped: [{ scope: { kind: 'service', name: 'checkout' }, reason: 'it burns', by: 'ada' }],
  });
  const { output } = await stop('--service', 'checkout', '--release', '--reason', 'over');
  expect(output).toBe('Released: the service checkout.\nNothing is stopped.\n');
});

it.each([
  ['without a reason', [], 'Say why with --reason'],
  ['with two scopes', ['--service', 'a', '--owner', 'b', '--reason', 'x'], 'each is a switch of its own'],
  ['to release what is not stopped', ['--release', '--service', 'a', '--reason', 'x'], 'there is nothing to release'],
])('refuses %s', async (_what, given, words) => {
  const { stop } = await stopIn();
  await expect(stop(...given)).rejects.toThrow(words);
});

it('stops also where the audit log cannot be written, and says so', async () => {
  const { home, stop } = await stopIn();
  await stop('--list');
  await rm(`${home.keys}/audit-stop`, { recursive: true, force: true });
  await writeFile(`${home.keys}/audit-stop`, 'a file where the key should be');
  await expect(stop('--reason', 'it burns')).rejects.toThrow('everything is stopped, but that is not on record');
  expect(await createKillSwitches(home.switches, home.keys).list()).toHaveLength(1);
});
