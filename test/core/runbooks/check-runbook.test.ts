import { describe, expect, test } from 'vitest';
import { compiled, saidOf } from '../../support/checked-library.ts';

const said = (text: string) => saidOf(text, { destinations: ['ops'] });
const verify = 'verify: { read: metrics.get_service_golden_signals, until: result.error_ratio < 0.1, within: 1m }';
const write = `write: deployments.rollback_deployment\n    approvalWithin: 5m\n    ${verify}`;
const signals = 'read: metrics.get_service_golden_signals';

/** A step in lines 6 and on. */
const step = (body: string) => `steps:\n  - id: a\n    ${body}\n`;

describe('what a step is made of', () => {
  test.each([
    [
      'an unknown key',
      step('wait: 5s\n    alwais: true'),
      /:8:5: .*step "a": unknown key `alwais`; did you mean `always`/,
    ],
    [
      'an unknown key at the top',
      'step: []\nsteps: [{ id: a, wait: 5s }]\n',
      /:5:1: .*unknown key `step`.*`steps`, which stands here too/,
    ],
    ['no kind', step('title: Nothing'), /:6:5: .*step "a": it has no kind\. Add one of: read, write, ask/],
    [
      'a kind with a typing error',
      step('notfy: owner\n    message: x'),
      /:7:5: .*no kind; did you mean `notify` by `notfy`/,
    ],
    [
      'two kinds',
      step('wait: 5s\n    read: metrics.compare_services'),
      /:7:5: .*step "a": it is both `read` and `wait`\. .*two steps/,
    ],
    [
      'an id twice',
      'steps:\n  - { id: a, wait: 5s }\n  - { id: a, wait: 6s }\n',
      /:7:11: .*a second step "a"\. Give it an id/,
    ],
    [
      'a reserved id',
      'steps:\n  - { id: target, wait: 5s }\n',
      /:6:11: .*step "target": .*means something else in expressions/,
    ],
    [
      'an id of another form',
      'steps:\n  - { id: A-b, wait: 5s }\n',
      /:6:11: .*step "A-b": .*at most 40 lower-case letters/,
    ],
    ['a step that is no map', 'steps: [wait]\n', /:5:9: .*a step is written as keys.*read, write, ask/],
    ['no steps', 'steps: []\n', /:5:8: .*`steps` is too small/],
    ['one branch', step('parallel: { l: [{ id: b, wait: 5s }] }'), /:7:15: .*step "a": .*2 to 10 branches/],
    [
      'require without otherwise',
      step('wait: 5s\n    require: a.outcome == "succeeded"'),
      /:8:5: .*there is no message.*Add `otherwise`/,
    ],
    ['otherwise without require', step('wait: 5s\n    otherwise: No.'), /:8:5: .*`otherwise` has no `require`/],
    ['a wait that is too long', step('wait: 25h'), /:7:11: .*here 1s to 1d/],
  ])('%s', (_, text, message) => {
    expect(said(text).join('\n')).toMatch(message);
  });
});

describe('deadlines', () => {
  test.each([
    [
      'until without within',
      step(`${signals}\n    until: result.error_ratio < 0.1`),
      /:8:5: .*step "a": it would be asked without an end\. Add `within`/,
    ],
    ['for without until', step(`${signals}\n    for: 1m`), /:8:5: .*`for` has no `until`/],
    ['every without until', step(`${signals}\n    every: 5s`), /:8:5: .*`every` has no `until`/],
    [
      'for as long as within',
      step(`${signals}\n    until: result.error_ratio < 0.1\n    for: 5m\n    within: 5m`),
      /:9:10: .*step "a": the deadline passes before/,
    ],
    [
      'for as long as within in verify',
      step(write.replace('within: 1m', 'for: 2m, within: 1m')),
      /:9:\d+: .*verify\.for: step "a": the deadline passes/,
    ],
    ['a question without an end', step('ask: Well?'), /:6:5: .*step "a": `within` is missing/],
    [
      'a write without an end of its approval',
      step(write.replace('approvalWithin: 5m\n    ', '')),
      /`approvalWithin` is missing/,
    ],
    [
      'a write that is not verified',
      step(`write: deployments.rollback_deployment\n    approvalWithin: 5m`),
      /:6:5: .*step "a": `verify` is missing\. A write says how it is verified/,
    ],
    [
      'a wait longer than the run',
      `within: 5m\n${step('wait: 10m')}`,
      /:8:11: .*step "a": 10m is longer than the run has \(5m\)/,
    ],
    [
      'a question longer than the run by default',
      step('ask: Well?\n    within: 5h'),
      /:8:13: .*5h is longer than the run has \(4h\)/,
    ],
    [
      'a step longer than what it stands in',
      step('within: 1m\n    parallel: { l: [{ id: b, wait: 2m }], r: [{ id: c, wait: 5s }] }'),
      /:8:36: .*step "b": 2m is longer than "a" has/,
    ],
    [
      'an escalation after the end',
      step('ask: Well?\n    within: 1m\n    escalate: { after: 1m, tell: ops }'),
      /:9:24: .*the question has expired by then/,
    ],
  ])('%s', (_, text, message) => {
    expect(said(text).join('\n')).toMatch(message);
  });
});

describe('tools and their arguments', () => {
  const services = 'read: metrics.compare_services';
  test.each([
    [
      'an unknown server',
      step('read: metricz.compare_services'),
      /:7:11: .*step "a": no tool server "metricz"\. Did you mean metrics/,
    ],
    [
      'an unknown tool',
      step('read: metrics.compare_service'),
      /:7:11: .*no tool "compare_service" on "metrics"\. Did you mean compare_services\? It offers:/,
    ],
    [
      'a write that is read',
      step('read: deployments.rollback_deployment\n    with: { revision: 1 }'),
      /:7:11: .*changes things \(reversible\).*Use `write:/,
    ],
    [
      'a read that is written',
      step(write.replace('rollback_deployment', 'plan_rollback')),
      /:7:12: .*only reads.*Use `read:/,
    ],
    [
      'an unknown argument',
      step(`${services}\n    with: { limt: 3 }`),
      /:8:13: .*step "a": unknown argument of metrics\.compare_services `limt`; did you mean `limit`/,
    ],
    ['a missing argument', step(write), /:7:12: .*needs the argument `revision`\. Add `with/],
    [
      'an argument of another type',
      step(`${services}\n    with: { limit: three }`),
      /:8:20: .*`limit` must be a whole number, and this is a text/,
    ],
    [
      'a number that is too big',
      step(`${services}\n    with: { limit: 30 }`),
      /:8:20: .*`limit` is 30\. Write at most 20/,
    ],
    [
      'a number that is not whole',
      step(`${services}\n    with: { limit: 2.5 }`),
      /:8:20: .*must be a whole number, and this is 2\.5/,
    ],
    [
      'too many entries',
      step(`${services}\n    with: { services: [a, b, c, d] }`),
      /:8:23: .*has 4 entries\. At most 3/,
    ],
    [
      'an entry of another type',
      step(`${services}\n    with: { services: [a, 5] }`),
      /:8:27: .*entry 2 must be a text, and this is a number/,
    ],
    [
      'a word that is not allowed',
      step(`${signals}\n    with: { detail: ful }`),
      /:8:21: .*cannot be "ful"\. Did you mean full\? Allowed: short, full/,
    ],
    [
      'a part that is missing deep inside',
      step(`${signals}\n    with: { window: { start: -5m } }`),
      /:8:21: .*`end` is missing/,
    ],
    [
      'an expression of another type',
      step(`${services}\n    with: { limit: "\${{ target.service }}" }`),
      /:8:20: .*`limit` must be a whole number, and this is a text/,
    ],
    [
      'words where a number is needed',
      step(`${services}\n    with: { limit: "\${{ 1 }} and" }`),
      /:8:20: .*must be a whole number, and this is a text/,
    ],
    [
      'an unknown destination',
      step('notify: opps\n    message: Hello'),
      /:7:13: .*no destination "opps"\. Did you mean ops\? Known: owner, ops/,
    ],
    [
      'an unknown destination of an escalation',
      step('ask: Well?\n    within: 1h\n    escalate: { after: 1m, tell: nobody }'),
      /escalate\.tell: .*no destination "nobody"\. Known: owner, ops/,
    ],
  ])('%s', (_, text, message) => {
    expect(said(text).join('\n')).toMatch(message);
  });

  test('what the target gives need not be written, and what is written counts', () => {
    const { steps } = compiled(`steps:
  - { id: a, ${signals} }
  - { id: b, read: metrics.compare_services }
  - { id: c, ${signals}, with: { service: checkout } }
`);
    const target = (part: string) => ({ kind: 'expression', cel: `target.${part}` });
    expect(steps).toMatchObject([
      { call: { arguments: { environment: target('environment'), service: target('service') } } },
      { call: { arguments: { services: { kind: 'list', items: [target('service')] } } } },
      { call: { arguments: { environment: target('environment'), service: { kind: 'literal', value: 'checkout' } } } },
    ]);
  });
});

describe('names', () => {
  const later = '  - { id: z, wait: 5s, if: NAME.outcome == "succeeded" }\n';
  const loop = step('forEach: \'["x"]\'\n    as: one\n    atMost: 3\n    steps: [{ id: inner, wait: 5s }]');
  test.each([
    [
      'a field that is not there',
      step(`${signals}\n    require: a.error_rate < 0.1\n    otherwise: No.`),
      /:8:14: .*step "a": .*no field "error_rate".*Did you mean error_ratio/,
    ],
    [
      'a step that comes later',
      step('wait: 5s\n    if: z.outcome == "failed"') + later.replace('NAME', 'a'),
      /:8:9: .*"z" cannot be named here: it comes later/,
    ],
    ['the step itself', step('wait: 5s\n    if: a.outcome == "failed"'), /:8:9: .*the step has not ended here/],
    [
      'a step inside a loop',
      loop + later.replace('NAME', 'inner'),
      /:11:28: .*step "z": .*stands inside the forEach "a".*a\.count/,
    ],
    [
      'a step in another branch',
      step('parallel:\n      l: [{ id: b, wait: 5s }]\n      r: [{ id: c, wait: 5s, if: b.outcome == "failed" }]'),
      /:9:34: .*step "c": .*in the branch "l" of "a"/,
    ],
    [
      'a step before the run',
      'target: { service: "${{ a.x }}", environment: production }\nsteps: [{ id: a, wait: 5s }]\n',
      /:5:20: .*this is computed before the first step/,
    ],
    [
      'a word that an outcome never is',
      step('wait: 5s') + later.replace('NAME', 'a').replace('succeeded', 'suceeded'),
      /:8:28: .*it is never "suceeded"\. Did you mean succeeded/,
    ],
    [
      'a cause that is none',
      'match: { when: finding.cause == "bad_relase" }\nsteps: [{ id: a, wait: 5s }]\n',
      /:5:16: .*Did you mean bad_release/,
    ],
    ['a text as a condition', step('wait: 5s\n    if: target.service'), /:8:9: .*a condition must be true or false/],
    ['a text as a list', loop.replace('\'["x"]\'', 'target.service'), /:7:14: .*a list is needed here/],
    [
      'a name in a message',
      step('notify: owner\n    message: To ${{ target.servce }}'),
      /:8:14: .*no field "servce".*Did you mean service/,
    ],
    [
      'the name of a loop that a step has',
      loop.replace('as: one', 'as: inner'),
      /:8:9: .*"inner" is the name of a step too/,
    ],
    ['a step that never runs', step('wait: 5s\n    if: false'), /:8:9: .*it never runs: its condition is false/],
    [
      'a step that nothing comes to',
      step('wait: 5s\n    require: false\n    otherwise: No.') + '  - { id: z, wait: 5s }\n',
      /:10:5: .*step "z": no run comes to it: "a" before it/,
    ],
  ])('%s', (_, text, message) => {
    expect(said(text).join('\n')).toMatch(message);
  });

  test.each([
    ['an earlier step', later.replace('NAME', 'a'), 'wait: 5s'],
    [
      'a step in a branch, after the whole',
      later.replace('NAME', 'b'),
      'parallel: { l: [{ id: b, wait: 5s }], r: [{ id: c, wait: 5s }] }',
    ],
    [
      'a loop, by its counts',
      '  - { id: z, wait: 5s, if: a.count > 1.0 }\n',
      'forEach: \'["x"]\'\n    as: one\n    atMost: 3\n    steps: [{ id: b, notify: owner, message: "${{ one }}" }]',
    ],
    [
      'an answer',
      '  - { id: z, notify: owner, message: "${{ a.answered_by }}: ${{ a.reason }}" }\n',
      'ask: Why?\n    within: 1h\n    form: { reason: { type: string } }',
    ],
  ])('%s can be named', (_, after, body) => {
    expect(said(step(body) + after)).toEqual([]);
  });
});

describe('warnings', () => {
  const uses = '  - { id: z, wait: 5s, if: a.error_ratio < 0.1 }\n';
  test.each([
    [
      'an input that nothing uses',
      'inputs: { count: { type: integer } }\nsteps: [{ id: a, wait: 5s }]\n',
      /:5:11: warning: .*the input "count"/,
    ],
    [
      'a variable that nothing uses',
      `variables: { twice: 2 * 2 }\nsteps: [{ id: a, wait: 5s }]\n`,
      /:5:14: warning: .*the variable "twice"/,
    ],
    [
      'data of a step with a condition',
      step(`${signals}\n    if: target.service == "x"`) + uses,
      /:9:28: warning: .*"a" may have no result here: it is skipped/,
    ],
    [
      'data of a step that may fail',
      step(`${signals}\n    onFailure: continue`) + uses,
      /:9:28: warning: .*onFailure: continue/,
    ],
    [
      'data of a branch of several',
      step(`join: any\n    parallel: { l: [{ id: b, ${signals} }], r: [{ id: c, wait: 5s }] }`) +
        uses.replace('a.', 'b.'),
      /:9:28: warning: .*only one has to succeed/,
    ],
    [
      'data in an always step',
      step(signals) + uses.replace('wait', 'always: true, wait'),
      /warning: .*an `always` step runs also/,
    ],
  ])('%s', (_, text, message) => {
    expect(said(text).join('\n')).toMatch(message);
  });

  test.each([
    ['asks whether it is there', 'has(a.error_ratio) && a.error_ratio < 0.1'],
    ['asks for the outcome', 'a.outcome == "succeeded" && a.error_ratio < 0.1'],
  ])('there is none where an expression %s', (_, condition) => {
    const text = step(`${signals}\n    onFailure: continue`) + uses.replace('a.error_ratio < 0.1', `'${condition}'`);
    expect(said(text)).toEqual([]);
  });
});

test('several mistakes are told at once, in their order', () => {
  const lines = said(`titel: Mine\nsteps:
  - { id: a, wait: 5 seconds }
  - { id: b, read: metrics.nothing }
  - { id: a, wiat: 5s }
  - id: each
    forEach: target.service
    atMost: 3
    steps: [{ id: inner, wait: 5s, unknown: 1 }]
`);
  const places = lines.map((line) => Number(/:(\d+):/.exec(line)?.[1]));
  expect(places).toEqual([5, 7, 8, 9, 10, 13]);
});
