import { appendFile, mkdir, mkdtemp, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { tellTerminal } from '#notifications/terminal';
import { followNotifications } from '#terminal/follow-notifications';

const line = (text: string) => `${JSON.stringify({ text })}\n`;

/** Follows a file that is not there yet, or holds what is to be there before. */
async function following(before?: string) {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-follow-'));
  const file = join(folder, 'terminal.jsonl');
  if (before !== undefined) await writeFile(file, before);
  const lines: string[] = [];
  const end = new AbortController();
  const ended = followNotifications(file, (printed) => lines.push(printed), end.signal);
  onTestFinished(async () => {
    end.abort();
    await ended;
    await rm(folder, { recursive: true, force: true });
  });
  return { file, lines, until: (count: number) => vi.waitFor(() => expect(lines).toHaveLength(count), 3000) };
}

it('prints what is told from now on, by runs and by workers, and a half line when it is whole', async () => {
  const { file, lines, until } = await following(line('before'));
  await appendFile(file, '{"text":"rolled back","link":"http://127.0.0.1:1/runs/1"}\n{"text":');
  await until(1);
  await tellTerminal(file, 'One line\nand no second');
  await appendFile(file, '{"text":"and ');
  await until(2);
  await appendFile(file, 'the rest"}\n');
  await until(3);
  expect(lines).toEqual(['rolled back  http://127.0.0.1:1/runs/1', 'One line and no second', 'and the rest']);
});

it('waits for a file that is removed and begun anew', async () => {
  const { file, lines, until } = await following();
  await writeFile(file, line('a first one, which is longer'));
  await until(1);
  await rm(file);
  // Long enough for a look at no file.
  await new Promise((looked) => setTimeout(looked, 700));
  await writeFile(file, line('second'));
  await until(2);
  expect(lines[1]).toBe('second');
});

it('tells once that the file cannot be read, and goes on when it can', async () => {
  const { file, lines, until } = await following();
  await mkdir(file);
  await until(1);
  await new Promise((looked) => setTimeout(looked, 700));
  await rmdir(file);
  await new Promise((looked) => setTimeout(looked, 400));
  await writeFile(file, line('there again'));
  await until(2);
  expect(lines).toEqual([expect.stringMatching(/terminal\.jsonl cannot be read: EISDIR/), 'there again']);
});
