import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { tailLog } from '#lab/supervisor/tail-log';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-tail-'));
const file = join(folder, 'service.jsonl');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const line = (instance: string, time: number, msg = 'x') => JSON.stringify({ level: 30, time, instance, msg });
const whole = { instance: 'a-1', lines: 100, fromMilliseconds: 0, untilMilliseconds: Infinity };
const write = (lines: readonly string[]) => writeFileSync(file, lines.map((one) => `${one}\n`).join(''));

it('A tail has the lines of one instance only, newest last, also of one whose name begins alike', async () => {
  write([line('a-1', 1), line('a-10', 2), line('b-1', 3, 'about a-1'), line('a-1', 4)]);
  expect(await tailLog(file, whole)).toEqual({ lines: [line('a-1', 1), line('a-1', 4)], complete: true });
});

it('A tail is bounded in lines and in time', async () => {
  write([1, 2, 3, 4, 5].map((time) => line('a-1', time)));
  expect(await tailLog(file, { ...whole, lines: 2 })).toEqual({
    lines: [line('a-1', 4), line('a-1', 5)],
    complete: false,
  });
  const life = { fromMilliseconds: 2, untilMilliseconds: 4 };
  expect((await tailLog(file, { ...whole, ...life })).lines).toEqual([line('a-1', 2), line('a-1', 3)]);
});

it('A tail of a long file is found behind many lines of others, with its characters whole', async () => {
  const mine = Array.from({ length: 30 }, (_, index) => line('a-1', index, 'é🚑'.repeat(2_000)));
  const others = Array.from({ length: 3_000 }, (_, index) => line('b-1', index, 'y'.repeat(100)));
  write([...mine, ...others]);
  expect(await tailLog(file, whole)).toEqual({ lines: mine, complete: true });
});

it('A line longer than what is read at a time is one line', async () => {
  const long = line('a-1', 1, 'z'.repeat(400_000));
  write([line('b-1', 0), long, line('b-1', 2)]);
  expect((await tailLog(file, whole)).lines).toEqual([long]);
});

it('What is no log line is left out: half a line of a killed instance, words of somebody else', async () => {
  writeFileSync(file, `${line('a-1', 1)}\na-1 crashed\n[]\n{"instance":"a-1"}\n${line('a-1', 2).slice(0, 20)}`);
  expect(await tailLog(file, whole)).toEqual({ lines: [line('a-1', 1)], complete: true });
});

it('A service that never logged has no lines', async () => {
  expect(await tailLog(join(folder, 'none.jsonl'), whole)).toEqual({ lines: [], complete: true });
});
