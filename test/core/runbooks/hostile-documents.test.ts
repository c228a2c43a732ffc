import { expect, test } from 'vitest';
import { checkedLibrary, runbookHead } from '../../support/checked-library.ts';

const long = 'x'.repeat(1024 * 1024);
const steps = 'steps: [{ id: a, wait: 5s }]\n';

test.each([
  ['10,000 brackets that are not closed', `steps: ${'['.repeat(10_000)}`, /more than 64 levels/],
  ['10,000 brackets', `steps: ${'['.repeat(10_000)}${']'.repeat(10_000)}`, /more than 64 levels/],
  ['10,000 lists on one line', `steps:\n  ${'- '.repeat(10_000)}x`, /more than 64 levels/],
  [
    '1,000 maps within each other',
    Array.from({ length: 1000 }, (_, at) => `${' '.repeat(at)}a:`).join('\n'),
    /more than 64 levels/,
  ],
  [
    'aliases that grow',
    `x: &a [1,1,1,1,1,1,1,1,1]\ny: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nz: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nw: [*c,*c,*c,*c]\n${steps}`,
    /alias/,
  ],
  ['an alias within what it stands for', 'steps: &a [*a]\n', /the alias \*a stands for something that it is a part of/],
  ['an alias of nothing', 'steps: *nothing\n', /the alias \*nothing stands for nothing|Unresolved alias/],
  ['a duplicate key', `title: Again\n${steps}`, /must be unique/],
  ['__proto__ as a key', `"__proto__": { polluted: true }\n${steps}`, /`__proto__` cannot be a key/],
  ['a map as a key', `? { a: b }\n: 1\n${steps}`, /a map or list cannot be a key/],
  ['a tag', `steps: !!js/function "x"\n`, /tag/i],
  ['two documents', `${steps}---\n${steps}`, /several documents/],
  ['a file over 1 MiB', `owner: ${long}\n${steps}`, /larger than 1 MiB/],
  [
    'a text of nearly 1 MiB as an expression',
    `steps: [{ id: a, wait: 5s, if: "${'x'.repeat(1_000_000)}" }]\n`,
    /step "a": .*1000000 characters/,
  ],
  ['brackets of an expression', `steps: [{ id: a, wait: 5s, if: "${'('.repeat(1500)}" }]\n`, /step "a": /],
  ['a regular expression', `steps: [{ id: a, wait: 5s, if: 'target.service.matches("(a+)+$")' }]\n`, /step "a": /],
])('%s: refused with a message', (_, text, message) => {
  const { runbooks, problems } = checkedLibrary({ 'runbook.yaml': runbookHead + text });
  expect(runbooks).toEqual([]);
  expect(problems.map(({ problem }) => problem).join('\n')).toMatch(message);
  for (const { line, column, remedy, problem } of problems) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(remedy).not.toBe('');
    expect(problem.length).toBeLessThan(1000);
  }
});

test('names that objects have anyway are names like others', () => {
  const text = `steps:\n  - id: a\n    read: constructor.toString\n    with: { hasOwnProperty: 1 }\n  - { id: b, runbook: valueof }\n  - { id: c, wait: 5s, if: toString == "x" }\n`;
  const { problems } = checkedLibrary({ 'runbook.yaml': runbookHead + text });
  expect(problems.map(({ problem }) => problem)).toEqual([
    'step "a": no tool server "constructor"',
    'step "b": no runbook "valueof"',
    expect.stringMatching(/^step "c": .*toString/),
  ]);
});

test('a file that is not a text does not cost the others', () => {
  const good = `${runbookHead}${steps}`;
  const { runbooks, problems } = checkedLibrary({ 'bad.yaml': '\u0000\u0001\u{1F4A9}: [', 'good.yaml': good });
  expect(runbooks).toHaveLength(1);
  expect(problems.every(({ file }) => file === 'bad.yaml')).toBe(true);
});
