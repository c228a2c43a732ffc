import { once } from 'node:events';
import { appendFile, chmod, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openAuditLog, openProcessAudit } from '#records/audit-log';
import { openSigningKeys } from '#records/signing-keys';
import { startProgram, outputOf } from './run-program.ts';
import { auditedHome, filesOf, place, verifyBytes, verifyHome, writeLog } from './audited-home.ts';

const at = (hour: number) => new Date(`2026-03-01T${hour}:00:00Z`);

it('a crash that cuts the last record at any byte is told and is no tampering, until the next start tells of it too', async () => {
  const { home } = await auditedHome();
  const log = await openProcessAudit(home, 'gateway', { startedAt: at(10) });
  await log.recordIntake({ note: 'kept' });
  const kept = (await readFile(log.path)).length;
  await log.recordIntake({ note: 'cut' });
  const whole = (await readFile(log.path)).length;
  const bytes = (await readFile(log.path)).subarray(0, whole);
  const name = (await readdir(home.audit))[0]!;
  await log.close();

  for (let length = kept + 1; length < whole; length++) {
    const { findings, notes } = await verifyBytes(home, new Map([[name, bytes.subarray(0, length)]]));
    expect([length, findings]).toEqual([length, []]);
    expect(notes.join()).toContain(`${name} ends in a record that was cut off after record 3`);
  }

  await truncate(join(home.audit, name), whole - 7);
  await writeLog(home, { at: at(11) });
  const files = await filesOf(home);
  expect(files.get(name)!.length).toBe(whole - 7);
  const after = await verifyBytes(home, files);
  expect(after.findings).toEqual([]);
  expect(after.notes).toHaveLength(1);

  const tidied = await verifyBytes(home, new Map(files).set(name, bytes.subarray(0, kept)));
  expect(tidied.findings).toEqual([expect.objectContaining({ kind: 'tail_cut', file: name, line: 4 })]);
  expect(tidied.findings[0]!.words).toContain('bytes of a record that a crash cut; 0 are left');
});

it('half a record at the end that the next start did not find is tampering', async () => {
  const { home } = await auditedHome();
  const name = await writeLog(home, { at: at(10) });
  await writeLog(home, { at: at(11) });
  await appendFile(join(home.audit, name), '{"seq":9');
  expect((await verifyHome(home)).findings).toEqual([expect.objectContaining({ kind: 'torn_record', file: name })]);
});

it('a killed process leaves logs that verify, however often it is killed', async () => {
  const { home } = await auditedHome();
  for (let round = 0; round < 3; round++) {
    const writer = startProgram('append-process-audit', [home.root]);
    const ended = outputOf(writer);
    await once(writer.stdout!, 'data');
    await new Promise((resolve) => setTimeout(resolve, 15 * round));
    writer.kill('SIGKILL');
    await ended;
  }
  const { findings, files } = await verifyHome(home);
  expect([findings, files]).toEqual([[], 3]);
});

it('goes on in the next file when one has its size, in one chain', async () => {
  const { home, heads } = await auditedHome();
  const log = await openProcessAudit(home, 'gateway', { rotateAtBytes: 3000, headsFolder: heads });
  const first = log.path;
  for (let number = 0; number < 60; number++) await log.recordIntake({ number, filler: 'x'.repeat(100) });
  await log.close();
  expect(log.path).not.toBe(first);
  const result = await verifyHome(home, heads);
  expect(result).toMatchObject({ findings: [], notes: [], notChecked: [], records: 60 });
  expect(result.files).toBeGreaterThan(3);
  const [, second = ''] = (await readdir(home.audit)).sort();
  await rm(join(home.audit, second));
  expect((await verifyHome(home)).findings).toEqual([expect.objectContaining({ kind: 'file_missing', file: second })]);
});

it('a write is on record only when its checkpoint is outside too', async () => {
  const { home, heads } = await auditedHome();
  const log = await openProcessAudit(home, 'executor', { headsFolder: heads });
  const head = await log.recordWrite({ ...place, state: 'intent' });
  const [file = ''] = await readdir(heads);
  expect(JSON.parse(await readFile(join(heads, file), 'utf8'))).toMatchObject({ head });
  await rm(heads, { recursive: true });
  await writeFile(heads, 'a file where the folder was');
  await expect(log.recordWrite({ ...place, state: 'executed' })).rejects.toThrow(/Cannot write .*head\.json/);
  // What asks for no checkpoint goes on.
  await log.recordIntake({ note: 'still taken' });
  await rm(heads);
  await mkdir(heads);
  await log.recordWrite({ ...place, state: 'executed' });
  await log.close();
  expect((await verifyHome(home, heads)).findings).toEqual([]);
});

it('signs what was recorded before the next minute, and nothing where nothing happened', async () => {
  const { home } = await auditedHome();
  const log = await openProcessAudit(home, 'gateway', { checkpointEveryMilliseconds: 20 });
  const checkpoints = async () => (await verifyHome(home)).checkpoints;
  await log.recordIntake({ note: 'one' });
  await expect.poll(checkpoints).toBe(2);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await checkpoints()).toBe(2);
  await log.close();
});

it('goes on with a new key in a new file when its key was rotated', async () => {
  const { home } = await auditedHome();
  const log = await openProcessAudit(home, 'gateway', { checkpointEveryMilliseconds: 20 });
  const first = log.path;
  await (await openSigningKeys(home.keys, 'audit-gateway')).rotate();
  await expect.poll(() => log.path).not.toBe(first);
  await log.recordIntake({ note: 'with the new key' });
  await log.close();
  expect(await verifyHome(home)).toMatchObject({ findings: [], files: 2, records: 1 });
});

it('begins one new file for a new key, though several rounds find the old one at once', async () => {
  const { home } = await auditedHome();
  const keys = await openSigningKeys(home.keys, 'audit-gateway');
  let rounds = 0;
  let isHeld = false;
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const current = async () => {
    if (isHeld && ++rounds >= 2) letGo();
    if (isHeld) await held;
    return keys.current();
  };
  const log = await openAuditLog(home, 'gateway', { keys: { current }, checkpointEveryMilliseconds: 5 });
  const first = log.path;
  isHeld = true;
  await keys.rotate();
  await expect.poll(() => log.path).not.toBe(first);
  isHeld = false;
  await log.close();
  expect(await verifyHome(home)).toMatchObject({ findings: [], files: 2 });
});

it('logs an event of an action once, however often an activity is repeated', async () => {
  const { home } = await auditedHome();
  const log = await openProcessAudit(home, 'executor');
  const heads = await Promise.all([1, 2, 3].map(() => log.recordWrite({ ...place, state: 'intent' })));
  expect(new Set(heads).size).toBe(1);
  await log.recordAction({ actionHash: place.actionHash, state: 'executed' });
  await log.recordAction({ actionHash: place.actionHash, state: 'executed', occurrence: 'second' });
  await log.close();
  expect((await verifyHome(home)).records).toBe(3);
});

it('a record cannot say anything in the place of the log', async () => {
  const { home } = await auditedHome();
  const log = await openProcessAudit(home, 'gateway');
  await log.recordIntake({ seq: 99, previous: 'x', kind: 'decision', process: 'executor', at: 'never', note: 'sly' });
  await log.close();
  expect((await verifyHome(home)).findings).toEqual([]);
  expect((await readFile(log.path, 'utf8')).split('\n')[2]).toMatch(
    /^\{"seq":3,"previous":"[0-9a-f]{64}","at":"20[^"]+","process":"gateway","kind":"intake","note":"sly"\}$/,
  );
});

it.skipIf(process.getuid?.() === 0)(
  'a folder that cannot be written refuses the log, and says what to do',
  async () => {
    const { home } = await auditedHome();
    await chmod(home.audit, 0o500);
    await expect(openProcessAudit(home, 'gateway')).rejects.toThrow(/Cannot create the audit log .*EACCES/);
    await chmod(home.audit, 0o700);
  },
);
