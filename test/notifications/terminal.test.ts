import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { createTerminalDestination } from '#notifications/terminal';
import { going, hostileTexts, message } from './message.ts';

it.each(hostileTexts)(
  '%s: one line of the log and one to print, with nothing that a terminal would act on',
  async (_, text) => {
    let written = '';
    const stream = new Writable({
      write: (chunk, _, done) => {
        written += String(chunk);
        done();
      },
    });
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-terminal-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const path = join(folder, 'terminal.jsonl');
    const destination = createTerminalDestination({ kind: 'terminal', path }, pino(stream));
    expect(await destination.send({ ...message, text }, going())).toMatchObject({ kind: 'sent' });
    expect(written.trimEnd()).not.toMatch(/\p{Cc}|\p{Cf}|\p{Surrogate}/u);
    const { message: told, key } = JSON.parse(written) as Record<string, string>;
    expect(key).toBe(message.key);
    expect(told).not.toMatch(/\p{Cc}|\p{Cf}|\p{Surrogate}/u);
    expect(told?.length).toBeGreaterThan(0);
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ key, text: told });
  },
);
