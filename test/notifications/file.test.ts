import { appendFile, mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createFileDestination } from '#notifications/file';
import { going, hostileTexts, message } from './message.ts';

async function temporaryFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-notifications-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'below', 'told.jsonl');
}

const keyed = (number: number) => ({ ...message, key: String(number).padStart(64, '0') });
const lines = async (path: string) => (await readFile(path, 'utf8')).trimEnd().split('\n');

describe('a file', () => {
  it('has one line of JSON per message, for its owner alone', async () => {
    const path = await temporaryFile();
    const destination = createFileDestination({ kind: 'file', path });
    await Promise.all(hostileTexts.map(([, text], index) => destination.send({ ...keyed(index), text }, going())));
    const texts = (await lines(path)).map((line) => (JSON.parse(line) as { text: string }).text);
    expect(texts).toEqual(hostileTexts.map(([, text]) => text));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('is not given a message that it has, also by another process and after many others', async () => {
    const path = await temporaryFile();
    const first = createFileDestination({ kind: 'file', path });
    for (let number = 0; number < 50; number++) await first.send(keyed(number), going());
    const again = await createFileDestination({ kind: 'file', path }).send(keyed(0), going());
    expect(again).toEqual({ kind: 'sent', detail: `stands in ${path} already` });
    await Promise.all([first.send(keyed(50), going()), first.send(keyed(50), going())]);
    expect(await lines(path)).toHaveLength(51);
  });

  it('does not take a key within a text for its own', async () => {
    const path = await temporaryFile();
    const destination = createFileDestination({ kind: 'file', path });
    await destination.send({ ...keyed(1), text: `{"key":"${message.key}"}\n{"key":"${message.key}"}` }, going());
    await destination.send(message, going());
    expect(await lines(path)).toHaveLength(2);
  });

  it('gets a line of its own after one that was cut off', async () => {
    const path = await temporaryFile();
    const destination = createFileDestination({ kind: 'file', path });
    await destination.send(keyed(1), going());
    await appendFile(path, `{"key":"${message.key}","te`);
    expect(await destination.send(message, going())).toMatchObject({ detail: `written to ${path}` });
    expect(JSON.parse((await lines(path)).at(-1) ?? '')).toMatchObject({ key: message.key });
  });

  it('that cannot be written is a refusal that names it', async () => {
    const path = await temporaryFile();
    await mkdir(path, { recursive: true });
    expect(await createFileDestination({ kind: 'file', path }).send(message, going())).toMatchObject({
      kind: 'refused',
      retryable: true,
      reason: expect.stringContaining(path),
    });
    expect(await createFileDestination({ kind: 'file', path: '/dev/null' }).send(message, going())).toEqual({
      kind: 'refused',
      retryable: false,
      reason: '/dev/null is no file; name another path for it',
    });
  });
});
