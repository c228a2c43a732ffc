import type { ActionHash } from '#core/ids/action-hash';
import { chmod, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createActionMarks } from '#records/action-marks';
import { sha256 } from '#records/digest';
import { temporaryHome } from './temporary-home.ts';

const bytes = '{"version":1}';
const hash = sha256(bytes) as ActionHash;

it('of many that mark at once exactly one does, and the mark stays as it was made', async () => {
  const { actions } = await temporaryHome();
  const tries = await Promise.allSettled(
    Array.from({ length: 20 }, (_, number) => createActionMarks(actions).mark(hash, 'intent', { number })),
  );
  const won = tries.flatMap(({ status }, number) => (status === 'fulfilled' ? [number] : []));
  expect(won).toHaveLength(1);
  const marks = createActionMarks(actions);
  expect(await marks.read(hash, 'intent')).toMatchObject({ number: won[0] });
  await expect(marks.mark(hash, 'intent', {})).rejects.toThrow('already has the mark "intent"');
  expect(await marks.marksOf(hash)).toEqual(new Set(['intent']));
  expect((await readdir(join(actions, hash))).sort()).toEqual(['intent.json']);
});

it('an action without a folder has no marks', async () => {
  const { actions } = await temporaryHome();
  const marks = createActionMarks(actions);
  expect(await marks.marksOf(hash)).toEqual(new Set());
  expect(await marks.read(hash, 'result')).toBeUndefined();
  expect(await marks.bytesOf(hash)).toBeUndefined();
});

it('where the folder of all actions is missing or a file, nobody can tell', async () => {
  const { actions } = await temporaryHome();
  await rm(actions, { recursive: true });
  const marks = createActionMarks(actions);
  await expect(marks.marksOf(hash)).rejects.toThrow(`Cannot read the folder ${actions}`);
  await expect(marks.read(hash, 'intent')).rejects.toThrow(`Cannot read the folder ${actions}`);
  await expect(marks.mark(hash, 'intent', {})).rejects.toThrow(`Cannot read the folder ${actions}`);
  await writeFile(actions, '');
  await expect(marks.marksOf(hash)).rejects.toThrow('is not a folder');
});

it('where a file stands in the place of the folder of an action, nobody can tell', async () => {
  const { actions } = await temporaryHome();
  await writeFile(join(actions, hash), '');
  await expect(createActionMarks(actions).marksOf(hash)).rejects.toThrow(/Cannot read .*ENOTDIR/);
});

it.skipIf(process.getuid?.() === 0)('marks that may not be read are an error, not a no', async () => {
  const { actions } = await temporaryHome();
  const marks = createActionMarks(actions);
  await marks.mark(hash, 'intent', {});
  await chmod(join(actions, hash), 0);
  await expect(marks.marksOf(hash)).rejects.toThrow(/Cannot read .*EACCES/);
  await chmod(join(actions, hash), 0o700);
});

it('a damaged mark is a mark, and its content an error', async () => {
  const { actions } = await temporaryHome();
  const marks = createActionMarks(actions);
  await marks.mark(hash, 'intent', {});
  await writeFile(join(actions, hash, 'intent.json'), '{"cut');
  expect(await marks.marksOf(hash)).toEqual(new Set(['intent']));
  await expect(marks.read(hash, 'intent')).rejects.toThrow('is damaged');
});

it('keeps the bytes of an action once, and only under their hash', async () => {
  const { actions } = await temporaryHome();
  const marks = createActionMarks(actions);
  await Promise.all([marks.putBytes(hash, bytes), marks.putBytes(hash, bytes)]);
  expect(await marks.bytesOf(hash)).toBe(bytes);
  await expect(marks.putBytes(hash, '{"version":2}')).rejects.toThrow('do not belong to the action');
  await writeFile(join(actions, hash, 'action.json'), '{"version":2}');
  await expect(marks.bytesOf(hash)).rejects.toThrow('is damaged');
  await expect(marks.putBytes(hash, bytes)).rejects.toThrow('is damaged');
});

it.each(['../../etc', '', 'AB'.repeat(32)])('%j is not an action hash', async (wrong) => {
  const marks = createActionMarks((await temporaryHome()).actions);
  await expect(marks.marksOf(wrong as ActionHash)).rejects.toThrow('is not an action hash');
  await expect(marks.mark(wrong as ActionHash, 'intent', {})).rejects.toThrow('is not an action hash');
});
