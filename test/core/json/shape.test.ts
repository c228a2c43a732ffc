import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boolean, instant, literals, matching, number, type Reader, text, wholeNumber } from '#core/json/reader';
import { closed, jsonObject, list, mapped, optional, record, shape, variants } from '#core/json/shape';

const Person = shape({ name: text(1, 10), age: optional(wholeNumber(0, 150)) });
const Answer = variants({ yes: { note: optional(text(1, 5)) }, no: { reason: text(1, 5) } });
const isToken = (value: unknown): value is string => typeof value === 'string' && /^t_\w+$/.test(value);

const problemOf = (reader: Reader<unknown>, value: unknown) => {
  const read = reader.read(value, '');
  return read.kind === 'wrong' ? read.problem : `taken: ${JSON.stringify(read.value)}`;
};

describe('a problem names the place, what is expected and what is there', () => {
  test.each<[Reader<unknown>, unknown, unknown]>([
    [Person, undefined, 'body: expected {"name", "age"?}, got nothing'],
    [Person, null, 'body: expected {"name", "age"?}, got null'],
    [Person, ['Ada'], 'body: expected {"name", "age"?}, got list of 1'],
    [Person, {}, 'name: expected text of 1 to 10 characters, got nothing'],
    [Person, { name: '' }, 'name: expected text of 1 to 10 characters, got text ""'],
    [Person, { name: 'Ada', age: 1.5 }, 'age: expected whole number from 0 to 150, got 1.5'],
    [Person, { name: 'Ada', age: null }, 'age: expected whole number from 0 to 150, got null'],
    [list(Person, 2), [{ name: 'Ada' }, { name: {} }], '[1].name: expected text of 1 to 10 characters, got object'],
    [list(boolean, 2), [true, true, true], 'body: expected list of at most 2, got list of 3'],
    [record(boolean, 1), { a: true, b: true }, 'body: expected object of at most 1 keys, got object'],
    [record(boolean, 2), { a: 'x' }, 'a: expected true or false, got text "x"'],
    [Answer, { kind: 'maybe' }, 'kind: expected "yes" or "no", got text "maybe"'],
    [Answer, { kind: 'no' }, 'reason: expected text of 1 to 5 characters, got nothing'],
    [closed({ a: boolean }), { a: true, b: 1 }, 'b: expected {"a"} and no other key'],
    [number(0, 1), Number.NaN, 'body: expected number from 0 to 1, got NaN'],
    [
      instant,
      '2026-11-31T99:00:00Z',
      expect.stringMatching(/^body: expected RFC 3339 time .*, got text "2026-11-31T99:00:00Z"$/),
    ],
    [
      literals(...'abcdefghij'),
      'z',
      expect.stringMatching(/expected "a" or .* or "h" or one of 2 more, got text "z"$/),
    ],
    [
      jsonObject(10),
      { text: 'longer than ten' },
      expect.stringMatching(/expected JSON object of at most 10 characters/),
    ],
    [
      jsonObject(1000),
      [1],
      expect.stringMatching(/expected JSON object of at most 1000 characters and 32 levels, got list of 1$/),
    ],
  ])('%#: %s', (reader, value, problem) => {
    expect(problemOf(reader, value)).toEqual(problem);
  });

  test('only the beginning of a hostile text or key is shown, on one line and visibly', () => {
    const hostile = `a\u202e\n\u001b[31m${'b'.repeat(100_000)}`;
    expect(problemOf(text(1, 5), hostile)).toBe(
      `body: expected text of 1 to 5 characters, got text "a ${'b'.repeat(37)}…" of 100008 characters`,
    );
    expect(problemOf(record(boolean, 5), { ['k'.repeat(150)]: 1 }).length).toBeLessThan(100);
  });

  test('a secret is not shown', () => {
    const token = matching('token', isToken, { isSecret: true });
    expect(problemOf(token, 'hunter2 hunter2')).toBe('body: expected token, got text of 15 characters');
    expect(problemOf(token, 't_1')).toBe('taken: "t_1"');
  });
});

describe('what is read is a copy of what is declared', () => {
  test('unknown keys are left out, absent ones stay absent', () => {
    const given = { name: 'Ada', more: { deep: true } };
    const read = Person.read(given, '');
    expect(read).toEqual({ kind: 'ok', value: { name: 'Ada' } });
    expect(Object.keys(read.kind === 'ok' ? read.value : {})).toEqual(['name']);
  });

  test('half a surrogate pair becomes U+FFFD, in keys too', () => {
    const loose = jsonObject(100);
    expect(Person.read({ name: 'a\ud800b' }, '')).toEqual({ kind: 'ok', value: { name: 'a\ufffdb' } });
    expect(loose.read({ '\udc00': ['\ud800'] }, '')).toEqual({ kind: 'ok', value: { '\ufffd': ['\ufffd'] } });
    expect(record(boolean, 1).read({ '\udc00': true }, '')).toEqual({ kind: 'ok', value: { '\ufffd': true } });
  });

  test('a key named like a part of the prototype is a key like any other', () => {
    const hostile: unknown = JSON.parse('{"__proto__": {"name": "Eve"}, "constructor": 1, "toString": 2}');
    expect(problemOf(Person, hostile)).toBe('name: expected text of 1 to 10 characters, got nothing');
    expect(problemOf(shape({ constructor: text(1, 5) }), {})).toBe(
      'constructor: expected text of 1 to 5 characters, got nothing',
    );
    const read = jsonObject(1000).read(hostile, '');
    expect(read.kind === 'ok' && Object.getPrototypeOf(read.value)).toBe(Object.prototype);
    expect(JSON.stringify(read.kind === 'ok' && read.value)).toBe(JSON.stringify(hostile));
    expect(({} as { name?: string }).name).toBeUndefined();
  });

  test('what is mapped has the type of its own', () => {
    const shouted = mapped(text(1, 5), (word) => word.toUpperCase());
    expect(shouted.read('ada', '')).toEqual({ kind: 'ok', value: 'ADA' });
    expect(problemOf(shouted, 7)).toBe('body: expected text of 1 to 5 characters, got 7');
  });

  test('JSON is copied as deep as 32 levels and no deeper', () => {
    const nested = (levels: number): unknown => (levels === 0 ? 1 : { in: nested(levels - 1) });
    expect(jsonObject(1000).read(nested(32), '')).toEqual({ kind: 'ok', value: nested(32) });
    expect(jsonObject(1_000_000).read(nested(33), '').kind).toBe('wrong');
    expect(jsonObject(1_000_000).read(nested(5000), '').kind).toBe('wrong');
  });

  test('whatever JSON arrives, a reader takes it as declared or names a problem of bounded length', () => {
    const Message = shape({
      by: Person,
      answer: Answer,
      more: optional(jsonObject(500)),
      at: optional(list(instant, 3)),
    });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.jsonValue(),
          fc.record({ by: fc.jsonValue(), answer: fc.jsonValue() }),
          fc.record({
            by: fc.record({ name: fc.string({ unit: 'binary' }), age: fc.jsonValue() }),
            answer: fc.constantFrom({ kind: 'yes' }, { kind: 'no', reason: 'x' }),
            more: fc.dictionary(fc.string(), fc.jsonValue()),
          }),
        ),
        (value) => {
          const read = Message.read(value, '');
          if (read.kind === 'wrong') expect(read.problem.length).toBeLessThan(300);
          // What was taken is taken again, unchanged: nothing in it is outside the declaration.
          else expect(Message.read(JSON.parse(JSON.stringify(read.value)), '')).toEqual(read);
        },
      ),
      { numRuns: 500 },
    );
  });
});
