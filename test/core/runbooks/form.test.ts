import { describe, expect, test } from 'vitest';
import { checkExpression } from '#core/runbooks/expressions/check-expression';
import { explainIssues } from '#core/documents/explain-issues';
import { checkAnswers, readAnswers } from '#core/runbooks/form-answers';
import { FormDocument } from '#core/runbooks/form-schema';
import { formType } from '#core/runbooks/form-type';

const form = FormDocument.parse({
  reason: { type: 'string', minLength: 3, maxLength: 20 },
  size: { type: 'string', enum: ['small', 'large'], default: 'small' },
  replicas: { type: 'integer', minimum: 1, maximum: 10 },
  ratio: { type: 'number', default: 0.5 },
  sure: { type: 'boolean' },
  loud: { type: 'boolean', default: true },
});
const complete = { reason: 'because', replicas: 3, sure: true };

describe('a form as written', () => {
  test('a plain map of fields needs all that have no default', () => {
    expect(form.required).toEqual(['reason', 'replicas', 'sure']);
  });

  test('the long way says which are required', () => {
    const written = {
      type: 'object',
      properties: { a: { type: 'string' }, b: { type: 'number' } },
      required: ['b', 'b'],
    };
    expect(FormDocument.parse(written)).toEqual({ ...written, required: ['b'] });
  });

  test('a field may be called required, below properties', () => {
    expect(FormDocument.parse({ properties: { required: { type: 'string' } } }).required).toEqual(['required']);
  });

  test.each([
    ['an unknown type', { a: { type: 'strnig' } }, 'string'],
    ['an unknown key', { a: { type: 'string', maxlength: 3 } }, 'maxLength'],
    ['a name that is taken', { outcome: { type: 'string' } }, 'choose another name'],
    ['a name of another form', { 'Not So': { type: 'string' } }, 'lower-case letters'],
    ['a field beside properties', { properties: { a: { type: 'string' } }, b: { type: 'string' } }, 'write it below'],
    ['no fields', {}, 'at least one field'],
    ['no fields the long way', { properties: {} }, 'at least one field'],
    ['a default that does not fit', { a: { type: 'integer', default: 1.5 } }, 'must be a whole number'],
    ['a default that is not offered', { a: { type: 'string', enum: ['x'], default: 'y' } }, 'must be one of: x'],
    ['bounds the wrong way round', { a: { type: 'number', minimum: 2, maximum: 1 } }, 'more than maximum'],
    ['lengths the wrong way round', { a: { type: 'string', minLength: 9, maxLength: 1 } }, 'more than maxLength'],
    ['a text twice', { a: { type: 'string', enum: ['x', 'x'] } }, 'twice'],
    ['a required field that is not there', { properties: { a: { type: 'string' } }, required: ['b'] }, 'no field "b"'],
    [
      'too many fields',
      Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`f${index}`, { type: 'boolean' }])),
      'at most 20 fields',
    ],
  ])('%s is told', (_, written, words) => {
    const result = FormDocument.safeParse(written);
    expect(result.success).toBe(false);
    const told = explainIssues(FormDocument, written, result.error?.issues ?? []);
    expect(told.map(({ problem, remedy }) => `${problem} ${remedy}`).join('\n')).toContain(words);
  });
});

describe('answers', () => {
  test('defaults fill the gaps', () => {
    expect(checkAnswers(form, complete)).toEqual({
      kind: 'ok',
      values: { reason: 'because', size: 'small', replicas: 3, ratio: 0.5, sure: true, loud: true },
    });
  });

  test.each([
    ['reason', undefined, 'an answer is needed'],
    ['reason', 'no', 'at least 3'],
    ['reason', 'x'.repeat(21), 'at most 20'],
    ['reason', 3, 'must be a text'],
    ['size', 'medium', 'must be one of: small, large'],
    ['replicas', 1.5, 'must be a whole number'],
    ['replicas', 0, 'must be at least 1'],
    ['replicas', 11, 'must be at most 10'],
    ['replicas', '3', 'must be a number'],
    ['ratio', Number.NaN, 'must be a number'],
    ['sure', 'true', 'must be true or false'],
    ['resaon', 'because', 'did you mean reason?'],
    ['toString', 'x', 'no field "toString"'],
  ])('%s: %j is wrong', (field, value, words) => {
    const checked = checkAnswers(form, { ...complete, [field]: value });
    expect(checked.kind === 'wrong' && checked.problems).toEqual([
      { field, problem: expect.stringContaining(words) as unknown },
    ]);
  });

  test('all that is wrong is told at once', () => {
    const checked = checkAnswers(form, { size: 'medium', other: 1 });
    expect(checked.kind === 'wrong' && checked.problems.map(({ field }) => field)).toEqual([
      'other',
      'reason',
      'size',
      'replicas',
      'sure',
    ]);
  });
});

describe('answers as texts', () => {
  test('they are read by the type of their field', () => {
    const texts = { reason: ' because ', size: '', replicas: ' 3 ', ratio: '1e-1', sure: 'on', loud: 'no' };
    expect(readAnswers(form, texts)).toEqual({
      kind: 'ok',
      values: { reason: ' because ', size: 'small', replicas: 3, ratio: 0.1, sure: true, loud: false },
    });
  });

  test('a checkbox that was not ticked is false, also where its default is true', () => {
    const read = readAnswers(form, { reason: 'because', replicas: '3' });
    expect(read).toMatchObject({ kind: 'ok', values: { sure: false, loud: false } });
  });

  test('an empty answer is none', () => {
    const read = readAnswers(form, { reason: '', replicas: '3', sure: '', loud: '' });
    expect(read.kind === 'wrong' && read.problems.map(({ field }) => field)).toEqual(['reason', 'sure']);
  });

  test.each([
    ['replicas', '0x10'],
    ['replicas', '3 pods'],
    ['replicas', 'Infinity'],
    ['replicas', '1e999'],
    ['sure', 'maybe'],
    ['replicas', '9'.repeat(100_000)],
  ])('%s: %s is wrong', (field, text) => {
    const read = readAnswers(form, { reason: 'because', replicas: '3', [field]: text });
    expect(read.kind === 'wrong' && read.problems.map((problem) => problem.field)).toEqual([field]);
  });
});

test('expressions know what a filled form has', () => {
  const scope = { answer: formType(form) };
  expect(checkExpression('answer.size == "large" && answer.replicas > 2.0', scope, 'boolean').problems).toEqual([]);
  expect(checkExpression('answer.size == "huge"', scope, 'boolean').problems).toHaveLength(1);
  expect(checkExpression('answer.sise == "large"', scope, 'boolean').problems).toHaveLength(1);
});
