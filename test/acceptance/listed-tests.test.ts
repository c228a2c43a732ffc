import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = import.meta.dirname;

/** Of the table: what must hold, whose fault, [words](file), test. */
const row = /^\| ([^|]+) \| ([^|]*) \| \[[^\]]+\]\(([^)]+)\)\s* \| ([^|]+) \|$/;
const listed = readFileSync(join(folder, 'README.md'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, holds = '', , file = '', name = ''] = row.exec(line) ?? [];
    return file === '' ? [] : [{ holds: holds.trim(), file, name: name.trim() }];
  });

/** The names that stand in `it(` and `test(`, those of tables as they are written. */
function namesIn(file: string): readonly string[] {
  const text = readFileSync(join(folder, file), 'utf8');
  const after = /\b(?:it|test)(?:\.each)?(?:\(|<)|\]\)\(/g;
  return [...text.matchAll(after)].flatMap(({ index, 0: opening }) => {
    const [, quote, name = ''] = /^\s*(['"`])((?:(?!\1).)+)\1/.exec(text.slice(index + opening.length)) ?? [];
    return quote === undefined ? [] : [name];
  });
}

describe('the list of faults of other projects', () => {
  it('names each of them with its test', () => {
    const rows = readFileSync(join(folder, 'README.md'), 'utf8').split('\n');
    expect(listed).toHaveLength(rows.filter((line) => line.startsWith('| ')).length - 2);
    expect(listed.length).toBeGreaterThanOrEqual(18);
  });

  it.each(listed)('$holds: there is such a test', ({ file, name }) => {
    expect(namesIn(file)).toContain(name);
  });

  it('has every test here that names whose fault it was', () => {
    const here = readdirSync(folder).filter((file) => file.endsWith('.test.ts'));
    const naming = here.flatMap((file) => namesIn(file)).filter((name) => /\([^)]*#\d+[^)]*\)$/.test(name));
    expect(listed.map(({ name }) => name)).toEqual(expect.arrayContaining(naming));
    expect(naming.length).toBeGreaterThan(5);
  });
});
