import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NotThisWay } from '#programs/not-this-way';
import { obtain, type ObtainOptions, type Program, type Way } from '#programs/obtain';
import { writeProgram } from './fake-program.ts';

let folder: string;
let options: ObtainOptions;
let lines: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-programs-'));
  lines = [];
  options = {
    cache: join(folder, 'cache'),
    report: (line) => lines.push(line),
    environment: { PATH: `${join(folder, 'bin')}:/usr/bin:/bin` },
  };
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const program = (...ways: Way[]): Program => ({
  name: 'beacon',
  commands: ['beacon', 'acme-beacon'],
  versionPattern: /^beacon, version (\d\S*)/m,
  oldestVersion: '2.10.0',
  ways,
  byHand: 'Install beacon by hand.',
});

const works = (name: string, version = '3.0.0'): Way & { taken: () => number } => {
  let taken = 0;
  return {
    name,
    label: `${name}-1`,
    taken: () => taken,
    fetch: async (work) => {
      taken += 1;
      await pause(50);
      return writeProgram(join(work, 'made', 'it'), `beacon, version ${version}`);
    },
  };
};

const fails = (name: string, error: Error): Way => ({
  name,
  label: name,
  fetch: () => Promise.reject(error),
});

describe('obtaining a program', () => {
  it('takes the one on PATH, by any of its names', async () => {
    const path = writeProgram(join(folder, 'bin', 'acme-beacon'), 'beacon, version 2.42.0+ds (branch: x)');
    const obtained = await obtain(program(works('made')), options);
    expect(obtained).toEqual({ path, version: '2.42.0+ds', way: 'on PATH', skipped: [] });
  });

  it.each([
    ['is another one of that name', 'beacon 9: lights fires', /is not the program beacon/],
    ['is too old', 'beacon, version 2.9.9', /version 2\.9\.9; 2\.10\.0 or later/],
  ])('goes on where the one on PATH %s', async (_case, words, reason) => {
    writeProgram(join(folder, 'bin', 'beacon'), words);
    const obtained = await obtain(program(works('made')), options);
    expect(obtained.way).toBe('made');
    expect(obtained.skipped[0]).toMatchObject({ way: 'on PATH', reason: expect.stringMatching(reason) as string });
  });

  it('tries the ways in order, remembers why each was not taken, and finds it in the cache the next time', async () => {
    const made = works('made');
    const ways = [fails('asked', new NotThisWay('nobody answers')), made];
    const first = await obtain(program(...ways), options);
    expect(first).toMatchObject({ way: 'made', version: '3.0.0' });
    expect(first.skipped.at(-1)).toEqual({ way: 'asked', reason: 'nobody answers' });
    expect(lines.join('\n')).toContain('nobody answers');
    const second = await obtain(program(...ways), options);
    expect(second).toMatchObject({ way: 'in the cache', path: first.path, version: '3.0.0' });
    expect(made.taken()).toBe(1);
    expect(readdirSync(join(options.cache, 'unfinished'))).toEqual([]);
  });

  it('names every way with its reason, and the way by hand, where none works', async () => {
    const attempt = obtain(program(fails('one', new Error('no disk')), fails('two', new Error('no net'))), options);
    await expect(attempt).rejects.toThrow(/one: no disk\n {2}two: no net\nInstall beacon by hand\./);
  });

  it('does not keep what does not run', async () => {
    const wrong: Way = {
      name: 'wrong',
      label: 'wrong',
      fetch: (work) => {
        writeFileSync(join(work, 'it'), 'no program');
        return Promise.resolve(join(work, 'it'));
      },
    };
    await expect(obtain(program(wrong), options)).rejects.toThrow('wrong:');
    expect((await obtain(program(wrong, works('made')), options)).way).toBe('made');
  });

  it('fetches once when two ask at the same time', async () => {
    const made = works('made');
    const [one, other] = await Promise.all([obtain(program(made), options), obtain(program(made), options)]);
    expect(one.path).toBe(other.path);
    expect(made.taken()).toBe(1);
  });

  it('takes no damaged copy', async () => {
    const made = works('made');
    const { path } = await obtain(program(made), options);
    truncateSync(path, 3);
    await obtain(program(made), options);
    expect(made.taken()).toBe(2);
    expect(lines.join('\n')).toContain('damaged');
  });

  it('clears what a process that was killed left, and its lock', async () => {
    const dead = 2 ** 22 + 1; // above the highest process id
    mkdirSync(join(options.cache, 'unfinished', `${dead}-left`), { recursive: true });
    const platform = `${process.platform}-${process.arch}`;
    writeFileSync(join(options.cache, `beacon.${platform}.lock`), String(dead));
    await obtain(program(works('made')), options);
    expect(readdirSync(join(options.cache, 'unfinished'))).toEqual([]);
    expect(existsSync(join(options.cache, `beacon.${platform}.lock`))).toBe(false);
  });

  it('ends with the reason of an abort and tries no other way', async () => {
    const abort = new AbortController();
    const stopped: Way = {
      name: 'stopped',
      label: 'stopped',
      fetch: () => {
        abort.abort(new Error('Ctrl-C'));
        return Promise.reject(new Error('interrupted'));
      },
    };
    const made = works('made');
    await expect(obtain(program(stopped, made), { ...options, signal: abort.signal })).rejects.toThrow('Ctrl-C');
    expect(made.taken()).toBe(0);
    expect(readdirSync(join(options.cache, 'unfinished'))).toEqual([]);
  });
});
