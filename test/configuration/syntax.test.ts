import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadConfiguration, parseConfiguration } from '#configuration/load-configuration';
import { problemsOf } from './problems.ts';

describe('a file that is no configuration is refused with its place:', () => {
  it.each([
    ['a key given twice', 'limits: {}\nlimits: {}', 4, /unique/],
    ['a quote left open', 'gateway: { host: "x }', 3, /./],
    ['a tab as indentation', 'gateway:\n\thost: x', 4, /tab/i],
    ['two documents', 'limits: {}\n---\nlimits: {}', 4, /document/],
    ['an unknown tag', 'limits: !!js/function "x"', 3, /tag/],
    ['an alias of nothing', 'limits: *nothing', 3, /alias/i],
  ])('%s', (_what, text, line, message) => {
    const [problem] = problemsOf(text);
    expect(problem).toMatchObject({ line, file: 'holdfast.yaml' });
    expect(problem?.problem).toMatch(message);
    expect(problem?.remedy).not.toBe('');
  });

  it('aliases that grow without bound', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x,x]'];
    for (let level = 1; level < 8; level++) {
      const [name, before] = ['abcdefgh'[level]!, 'abcdefgh'[level - 1]!];
      bomb.push(`${name}: &${name} [${Array(10).fill(`*${before}`).join(',')}]`);
    }
    expect(problemsOf(bomb.join('\n'))).toMatchObject([{ problem: expect.stringMatching(/alias/i) }]);
  });

  it('an empty file, a list, and more than 1 MiB', () => {
    expect(() => parseConfiguration('', 'x.yaml')).toThrow('x.yaml:1:1: error: the file is empty. Begin with');
    expect(() => parseConfiguration('- a', 'x.yaml')).toThrow('the file has no keys');
    expect(() => parseConfiguration(' '.repeat(1024 * 1024 + 1), 'x.yaml')).toThrow('larger than 1 MiB');
  });

  it('the key __proto__, which means something else to programs', () => {
    expect(problemsOf('__proto__: { polluted: true }')).toMatchObject([{ problem: '`__proto__` cannot be a key' }]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('one that is not there, a folder, one that is too large, and one that is not UTF-8', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-configuration-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const file = join(folder, 'holdfast.yaml');
    await expect(loadConfiguration(file)).rejects.toThrow(`${file}:1:1: error: there is no such file.`);
    await expect(loadConfiguration(folder)).rejects.toThrow(/it cannot be read: EISDIR/);
    await writeFile(file, Buffer.alloc(2 * 1024 * 1024, 32));
    await expect(loadConfiguration(file)).rejects.toThrow('larger than 1 MiB');
    await writeFile(file, Buffer.from([0xff, 0xfe]));
    await expect(loadConfiguration(file)).rejects.toThrow('not UTF-8');
  });
});
