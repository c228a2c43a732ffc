import { expect, it } from 'vitest';
import { rm, writeFile } from 'node:fs/promises';
import { stopCommand } from '#cli/stop';
import { writeSystemFile } from '#terminal/system-file';
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
  expect(output).toContain('Stopped: all writes.');
  expect(output).toContain(
    `  all writes: it burns (ada)\n    holdfast stop --release --reason "..." --home ${home.root}`,
  );
  expect(await createKillSwitches(home.switches, home.keys).list()).toEqual([
    { scope: { kind: 'global', name: '' }, reason: 'it burns', by: 'ada' },
  ]);
  const records: unknown[] = [];
  await verifyAudit({
    sources: await auditSources(home.audit),
    keys: new Map(),
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
  expect(output).toBe('Released: writes to the service checkout.\nNothing is stopped.\n');
});

it.each([
  ['without a reason', [], '--reason is required'],
  ['with two scopes', ['--service', 'a', '--owner', 'b', '--reason', 'x'], 'each is a separate switch'],
  ['to release what is not stopped', ['--release', '--service', 'a', '--reason', 'x'], 'There is nothing to release'],
])('refuses %s', async (_what, given, words) => {
  const { stop } = await stopIn();
  await expect(stop(...given)).rejects.toThrow(words);
});

it('stops also where the audit log cannot be written, and says so', async () => {
  const { home, stop } = await stopIn();
  await stop('--list');
  await rm(`${home.keys}/audit-stop`, { recursive: true, force: true });
  await writeFile(`${home.keys}/audit-stop`, 'a file where the key should be');
  await expect(stop('--reason', 'it burns')).rejects.toThrow(
    'Stopped: all writes. But the audit log has no record of it',
  );
  expect(await createKillSwitches(home.switches, home.keys).list()).toHaveLength(1);
});

const SYSTEM = { namespace: 'default', taskQueue: 'investigate', gatewayUrl: 'http://127.0.0.1:8480' };

const configuration = `apiVersion: holdfast/v2
kind: Configuration
catalogue:
  owners: { team-payments: { groups: [payments-oncall] } }
  services: { payments: { owner: team-payments }, checkout: {} }
approvals: { environments: { production: { kind: production } } }
toolServers:
  deployments: { environments: { staging: { adapter: reported } } }
`;

it.each([
  ['service', 'paymnts', 'has no service "paymnts". Did you mean "payments"? It has: checkout, payments.'],
  ['owner', 'team-payment', 'has no owner "team-payment". Did you mean "team-payments"?'],
  ['environment', 'prod', 'has no environment "prod". It has: production, staging.'],
  ['adapter', 'k8s', 'has no adapter "k8s". It has: deployments, reported.'],
])('an unknown name of a %s is stopped anyway, and reported', async (kind, name, words) => {
  const { home, stop } = await stopIn();
  await writeFile(`${home.root}/holdfast.yaml`, configuration);
  const { output, errors } = await stop(`--${kind}`, name, '--reason', 'x', '--config', `${home.root}/holdfast.yaml`);
  expect(output).toContain('Stopped: writes ');
  expect(errors).toContain(words);
  expect(errors).toContain(`holdfast stop --release --${kind} ${name} --reason "..." --home`);
  expect(await createKillSwitches(home.switches, home.keys).list()).toHaveLength(1);
});

it.each([
  ['service', 'payments'],
  ['owner', 'team-payments'],
  ['environment', 'staging'],
  ['adapter', 'deployments'],
  ['adapter', 'reported'],
])('there is no doubt about the known %s %s', async (kind, name) => {
  const { home } = await stopIn();
  await writeFile(`${home.root}/holdfast.yaml`, configuration);
  await writeSystemFile(home.root, { ...SYSTEM, configurationFile: `${home.root}/holdfast.yaml` });
  const { errors } = await runCommand(stopCommand, '--home', home.root, `--${kind}`, name, '--reason', 'x');
  expect(errors).toBe('');
});

it('says that the name could not be checked where the configuration cannot be read, and stops', async () => {
  const { home, stop } = await stopIn();
  const { output, errors } = await stop('--service', 'payments', '--reason', 'x');
  expect(output).toContain('Stopped: writes to the service payments.');
  expect(errors).toContain('Could not check that the service payments exists: ');
  expect(await createKillSwitches(home.switches, home.keys).list()).toHaveLength(1);
});

it('names what is stopped where something else is to be released', async () => {
  const { stop } = await stopIn();
  await stop('--service', 'checkout', '--reason', 'it burns');
  await expect(stop('--release', '--service', 'chekout', '--reason', 'over')).rejects.toThrow(
    'no switch stops writes to the service chekout. Did you mean "checkout"? Stopped now: writes to the service checkout.',
  );
});

it('says where it found no running system, stops there anyway, and does not mention it at the release', async () => {
  const { home, stop } = await stopIn();
  const { errors, output } = await stop('--reason', 'it burns');
  expect(output).toContain('Stopped: all writes.');
  expect(errors).toContain(`No running system was found in ${home.root}.`);
  expect((await stop('--release', '--reason', 'over')).errors).toBe('');
});
