import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkExpression, type Expected } from '#core/runbooks/expressions/check-expression';
import { evaluate } from '#core/runbooks/expressions/evaluate';
import type { ScopeTypes, ValueType } from '#core/runbooks/expressions/value-type';

const text: ValueType = { kind: 'string' };
const number: ValueType = { kind: 'number' };
const closed = (fields: Readonly<Record<string, ValueType>>): ValueType => ({
  kind: 'object',
  open: false,
  fields: Object.fromEntries(Object.entries(fields).map(([name, type]) => [name, { type, optional: false }])),
});

const scope: ScopeTypes = {
  plan: closed({
    to: closed({ version: text, revision: number }),
    from: closed({ version: text, revision: number }),
    includes_migration: { kind: 'boolean' },
  }),
  status: closed({
    pods: { kind: 'list', of: closed({ name: text, restarts: number, ready: { kind: 'boolean' } }) },
    names: { kind: 'list', of: text },
  }),
  schema: closed({ outcome: { kind: 'string', oneOf: ['succeeded', 'declined', 'expired'] } }),
  inputs: { kind: 'any' },
  labels: { kind: 'object', fields: {}, open: true },
};

const check = (cel: string, expected: Expected = 'any') => checkExpression(cel, scope, expected);
const problemsOf = (cel: string, expected: Expected = 'any') =>
  check(cel, expected).problems.map(({ offset, problem, remedy }) => `${offset}: ${problem}. ${remedy}`);

describe('what is accepted', () => {
  test.each([
    ['plan.to.revision != plan.from.revision', 'boolean'],
    ['plan.includes_migration && !has(inputs.skip)', 'boolean'],
    ['schema.outcome == "succeeded" || schema.outcome in ["declined", "expired"]', 'boolean'],
    ['status.pods.filter(p, p.restarts > 3.0 && p.ready).map(p, p.name)', 'list'],
    ['status.names.join(", ")', 'text'],
    ['size(status.pods) > 0 ? status.pods[0].name : "none"', 'text'],
    ['inputs.anything.at[0].all', 'boolean'],
    ['inputs.count + 1.0', 'any'],
    ['labels.team == "payments"', 'boolean'],
    ['plan.to.revision == 3', 'boolean'],
    ['string(plan.to.revision) + "x"', 'text'],
    ['"a" in labels', 'boolean'],
    ['size(status.pods) + 1', 'text'],
    ['{"a": 1, "b": [1, "a", plan]}', 'any'],
  ] as const)('%s', (cel, expected) => {
    expect(problemsOf(cel, expected)).toEqual([]);
  });
});

test.each([
  ['plan.to.revison', '8: "plan.to" has no field "revison". Did you mean revision?'],
  ['plans.to', '0: nothing here is called "plans". Did you mean plan?'],
  ['xyzzy', '0: nothing here is called "xyzzy". There are: inputs, labels, plan, schema, status.'],
  ['status.pods.exists(p, p.redy)', '24: the element has no field "redy". Did you mean ready?'],
  ['status.pods.name', '12: "name" is asked of a list. Take an element'],
  ['plan.to.version.major', '16: "major" is asked of a text.'],
  ['schema.outcome == "succeded"', '0: it is never "succeded". Did you mean succeeded?'],
  ['"declind" != schema.outcome', '0: it is never "declind". Did you mean declined?'],
  ['schema.outcome in ["expired", "no"]', '0: it is never "no". It is one of: succeeded, declined, expired.'],
  ['plan.to.revision + 1', '0: "+" stands between a number and a whole number. All numbers of data have a fraction'],
  ['plan.to.revision + 1', 'write 1.0 instead of 1'],
  ['plan.to.version + plan.to.revision', '0: "+" stands between a text and a number. Make both texts: string(x).'],
  ['plan.to.version > 1.0', '0: ">" cannot order a text and a number.'],
  ['plan.to.version == 14', '0: a text and a whole number are never equal.'],
  ['plan.to.version == null', 'Ask whether it exists with has(x.field).'],
  ['!plan.to.version', '0: "!" stands before a text.'],
  ['plan.to.revision % 2', '"%" stands between a number and a whole number. It is for whole numbers: int(x) % 2.'],
  ['1 in status.names', 'a whole number is never in a list whose elements are a text'],
  ['double(plan.to.revision) == 1', 'a whole number and a number do not go together'],
  ['true ? 1 : "a"', 'the two results of ? : are of different types'],
  ['matches(plan.to.version, "a")', 'there is no function "matches"'],
  ['plan.to.version.matches("(a+)+$")', 'there is no function "matches"'],
  ['timestamp("2026-11-01T00:00:00Z")', 'there is no function "timestamp"'],
  ['type(plan)', 'there is no function "type"'],
  ['dyn(plan)', 'there is no function "dyn"'],
  ['bytes("a")', 'there is no function "bytes"'],
  ['b"a"', 'bytes and unsigned numbers'],
  ['1u', 'bytes and unsigned numbers'],
  ['cel.bind(x, 1, x)', 'there is no function "cel.bind"'],
  ['plan.to.version.size(1)', 'size() is given 1 argument. Write x.size().'],
  ['plan.to.version.startWith("a")', 'there is no function "startWith". Did you mean startsWith?'],
  ['status.pods.join(",")', 'join() is asked of a list whose elements are an object'],
  ['size(plan.to.revision)', 'size() takes a text, a list or an object, this is a number'],
  ['status.pods.map(p, status.names.map(n, n))', '19: map() stands within another one'],
  ['status.pods.filter(p, p.name)', '24: this is a text, the condition of filter() must be true or false'],
  ['has(plan)', 'has() asks for a field. Write has(x.field).'],
  ['plan.?to', 'expected a name, got ?'],
  ['list', '"list" is a reserved word'],
  ['plan.to.version =', '"=" means nothing here. Compare with ==.'],
  ['plan.includes_migration and true', '"and" means nothing here. Write &&.'],
  ['(plan.to', 'expected ), got the end'],
  ['"open', '0: a text has no closing quote'],
  ['', 'the expression is empty'],
  ['{"__proto__": 1}', '"__proto__" cannot be a key'],
  ['99999999999999999999', 'the number is too large'],
])('%s: %s', (cel, words) => {
  expect(problemsOf(cel).join('\n').toLowerCase()).toContain(words.toLowerCase());
});

test.each([
  ['plan.to.version', 'boolean', 'this is a text, a condition must be true or false'],
  ['status.pods', 'boolean', 'Ask something about it: size(list) > 0.'],
  ['plan.to.version', 'list', 'this is a text, a list is needed here'],
  ['status.names', 'text', 'Join its texts: list.join(", ").'],
  ['plan', 'text', 'Name one of its fields.'],
] as const)('%s where a %s is expected: %s', (cel, expected, words) => {
  expect(problemsOf(cel, expected).join('\n')).toContain(words);
});

test('several mistakes are told at once, in their order', () => {
  const { problems } = check('plans.to == 1 && plan.too.version == "a" && schema.outcome == "x" && nope(plan)');
  expect(problems.map(({ offset }) => offset)).toEqual([0, 22, 44, 69]);
});

test.each([
  [
    'plan.to.revision != plan.from.revision',
    [
      ['plan', 'to', 'revision'],
      ['plan', 'from', 'revision'],
    ],
  ],
  ['plan.to.revision > 1.0 || plan.to.revision < 0.0', [['plan', 'to', 'revision']]],
  ['plan["to"].version', [['plan', 'to', 'version']]],
  [
    'size(status.pods) + size(status.names)',
    [
      ['status', 'pods'],
      ['status', 'names'],
    ],
  ],
  ['status.pods[0].name', [['status', 'pods']]],
  [
    'status.pods.filter(p, p.name == plan.to.version)',
    [
      ['status', 'pods'],
      ['plan', 'to', 'version'],
    ],
  ],
  ['has(inputs.a.b)', [['inputs', 'a', 'b']]],
  ['plan', [['plan']]],
  ['labels[plan.to.version]', [['labels'], ['plan', 'to', 'version']]],
  ['inputs.name.startsWith("a")', [['inputs', 'name']]],
  ['1 == 1', []],
])('%s reads %j', (cel, uses) => {
  expect(check(cel).uses).toEqual(uses);
});

test.each([
  ['plan.to', scope.plan?.kind === 'object' ? scope.plan.fields.to?.type : undefined],
  ['size(status.pods)', number],
  ['status.pods.map(p, p.restarts)', { kind: 'list', of: number }],
  ['status.pods[0].name', text],
  ['inputs.x', { kind: 'any' }],
  ['true ? "a" : plan.to.version', text],
])('the type of %s is known', (cel, type) => {
  expect(check(cel).type).toEqual(type);
});

test('limits are problems', () => {
  expect(problemsOf(`"${'a'.repeat(2000)}"`)[0]).toContain('at most 2000');
  expect(problemsOf(Array.from({ length: 300 }, () => '1').join('+'))[0]).toContain('more than 200 parts');
  expect(problemsOf('('.repeat(40) + '1' + ')'.repeat(40))[0]).toContain('nested deeper than 24 levels');
  expect(problemsOf(`[${Array.from({ length: 101 }, () => '1').join()}]`)[0]).toContain('more than 100 elements');
});

const valid = [
  'plan.to.revision != plan.from.revision && schema.outcome == "succeeded"',
  'status.pods.filter(p, p.restarts > 3.0).map(p, p.name).join(", ")',
  'has(inputs.a.b) ? "x" : string(plan.to.revision)',
];
const fragments = [
  '__proto__',
  'constructor',
  '${{',
  '!'.repeat(500),
  '🙂',
  '\u0000',
  '9'.repeat(400),
  '.',
  '(',
  '"',
  '[',
  '?',
  ' in ',
  '\ud800',
];

test('whatever the text, checking it is an answer with places inside it', () => {
  const mutated = fc
    .tuple(fc.constantFrom(...valid), fc.nat(80), fc.nat(20), fc.constantFrom(...fragments))
    .map(([cel, at, removed, put]) => cel.slice(0, at) + put + cel.slice(at + removed));
  fc.assert(
    fc.property(
      fc.oneof(
        mutated,
        fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 }).map((units) => String.fromCharCode(...units)),
      ),
      (cel) => {
        for (const { offset, problem, remedy } of check(cel, 'boolean').problems) {
          expect(offset).toBeGreaterThanOrEqual(0);
          expect(offset).toBeLessThanOrEqual(cel.length);
          expect(problem.length * remedy.length).toBeGreaterThan(0);
          expect(problem.length).toBeLessThan(600);
        }
      },
    ),
    { numRuns: 1000 },
  );
});

test('what is accepted never ends in a type error over data of that type', () => {
  const data = {
    plan: {
      to: { version: '1.4', revision: 12 },
      from: { version: '1.5', revision: 13 },
      includes_migration: true,
    },
    status: { pods: [{ name: 'a', restarts: 3, ready: true }], names: ['x'] },
    schema: { outcome: 'declined' },
  };
  const atoms = fc.constantFrom(
    'plan.to.revision',
    'plan.to.version',
    'plan.includes_migration',
    'status.pods',
    'status.names',
    '"a"',
    '1',
    '1.5',
    'schema.outcome',
    'size(status.names)',
    'status.pods[0].restarts',
    'status.names.map(n, n + "x")',
    'null',
    '[1]',
    '{}',
  );
  const operators = fc.constantFrom('==', '!=', '<', '>=', '+', '-', '*', '/', '%', 'in', '&&', '||');
  const { term } = fc.letrec<{ term: string; joined: string; atom: string }>((tie) => ({
    atom: atoms,
    joined: fc.tuple(tie('term'), operators, tie('term')).map(([left, op, right]) => `(${left} ${op} ${right})`),
    term: fc.oneof({ maxDepth: 3 }, tie('atom'), tie('joined')),
  }));
  let accepted = 0;
  fc.assert(
    fc.property(term, (cel) => {
      if (check(cel).problems.length > 0) return;
      accepted += 1;
      const evaluated = evaluate({ cel }, data);
      const message = evaluated.kind === 'error' ? evaluated.message : '';
      expect(message).toMatch(/^$|no finite number|division by zero/);
    }),
    { numRuns: 2000 },
  );
  expect(accepted).toBeGreaterThan(100);
});

test.each([
  ['a text of 1 MB', 'a'.repeat(1_000_000)],
  ['10,000 parentheses', '('.repeat(10_000)],
  ['1,999 negations', '!'.repeat(1999)],
  ['names of prototypes', '__proto__.constructor.prototype'],
  ['an inherited name', 'toString.constructor("return 1")()'],
  ['an inherited field', 'plan.toString'],
])('hostile: %s is a problem', (_, cel) => {
  expect(check(cel).problems.length).toBeGreaterThan(0);
});
