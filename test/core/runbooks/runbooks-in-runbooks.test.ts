import { expect, test } from 'vitest';
import { childrenOf } from '#core/runbooks/steps/index';
import { checkedLibrary } from '../../support/checked-library.ts';

/** A runbook of one name that runs others, in this order. */
function runbook(name: string, runs: readonly string[], more = ''): string {
  const steps = runs.map((other, index) => `  - { id: s${index}, runbook: ${other} }\n`).join('');
  const last = '  - { id: last, wait: 5s }\n';
  return `apiVersion: holdfast/v1\nkind: Runbook\nname: ${name}\ntitle: Runbook ${name}\n${more}steps:\n${steps}${last}`;
}

function library(runbooks: Readonly<Record<string, string>>) {
  const { problems, runbooks: made } = checkedLibrary(
    Object.fromEntries(Object.entries(runbooks).map(([name, text]) => [`${name}.yaml`, text])),
  );
  const said = problems.map(
    ({ file, line, column, problem, remedy }) => `${file}:${line}:${column}: ${problem}. ${remedy}`,
  );
  return { said, names: made.map(({ name }) => name), runbooks: made };
}

test('a runbook is compiled with those that it runs, in whatever order they are read', () => {
  const { said, runbooks } = library({ a: runbook('a', ['b']), b: runbook('b', ['c']), c: runbook('c', []) });
  expect(said).toEqual([]);
  const [a] = runbooks;
  expect(a?.steps[0]).toMatchObject({ kind: 'runbook', runbook: { name: 'b' } });
  expect(a?.steps.flatMap(childrenOf)[0]).toMatchObject({ kind: 'runbook', runbook: { name: 'c' } });
});

test('runbooks that run each other are refused, each with the circle', () => {
  const { said, names } = library({
    a: runbook('a', ['b']),
    b: runbook('b', ['a']),
    c: runbook('c', ['a']),
    d: runbook('d', []),
  });
  expect(said).toEqual([
    'a.yaml:6:24: step "s0": it would run itself without an end: a -> b -> a. Break the circle.',
    'b.yaml:6:24: step "s0": it would run itself without an end: b -> a -> b. Break the circle.',
    'c.yaml:6:24: step "s0": the runbook "a" has errors itself. Correct them first.',
  ]);
  expect(names).toEqual(['d']);
});

test('at most five stand within each other', () => {
  const chain = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `r${index}`,
        runbook(`r${index}`, index + 1 < count ? [`r${index + 1}`] : []),
      ]),
    );
  expect(library(chain(5)).said).toEqual([]);
  const { said, names } = library(chain(6));
  expect(said).toEqual([
    expect.stringMatching(/^r0\.yaml:6:24: step "s0": more than 5 runbooks would run within each other/),
  ]);
  expect(names).toEqual(['r1', 'r2', 'r3', 'r4', 'r5']);
});

test('a runbook that runs others many times over is refused before it grows without bounds', () => {
  const ten = (name: string) => Array.from({ length: 10 }, () => name);
  const { said } = library({
    a: runbook('a', ten('b')),
    b: runbook('b', ten('c')),
    c: runbook('c', ten('d')),
    d: runbook('d', []),
  });
  expect(said).toEqual([
    expect.stringMatching(/^a\.yaml:5:1: 2221 steps with those of the runbooks that it runs; at most 1000/),
  ]);
});

test('what is given to it is checked against its form, and what it gives has its type', () => {
  const inner = runbook(
    'inner',
    [],
    'inputs: { count: { type: integer, maximum: 5 }, note: { type: string, default: none } }\noutputs: { twice: inputs.count * 2.0, note: inputs.note }\n',
  );
  const outer = (given: string, condition = 'sub.twice > 1.0') =>
    `apiVersion: holdfast/v1\nkind: Runbook\nname: outer\ntitle: The outer one\nsteps:\n  - { id: sub, runbook: inner, with: ${given} }\n  - { id: z, wait: 5s, if: '${condition}' }\n`;
  const said = (given: string, condition?: string) => library({ outer: outer(given, condition), inner }).said;
  expect(said('{ count: 2 }')).toEqual([]);
  expect(said('{}')).toEqual([expect.stringMatching(/^outer\.yaml:6:25: step "sub": "inner" needs the input `count`/)]);
  expect(said('{ count: 9 }')).toEqual([expect.stringMatching(/:6:47: step "sub": `count` is 9\. Write at most 5/)]);
  expect(said('{ count: 2, nota: x }')).toEqual([
    expect.stringMatching(/unknown input of inner `nota`; did you mean `note`/),
  ]);
  expect(said('{ count: 2 }', 'sub.thrice > 1.0')).toEqual([
    expect.stringMatching(/:7:28: step "z": .*no field "thrice"/),
  ]);
});

test('one that needs the incident cannot stand within another', () => {
  const inner = runbook('inner', [], 'variables: { who: incident.title }\n').replace(
    'wait: 5s',
    'wait: 5s, if: variables.who != ""',
  );
  const { said } = library({ outer: runbook('outer', ['inner']), inner });
  expect(said).toEqual([
    expect.stringMatching(
      /^outer\.yaml:6:24: step "s0": "inner" uses incident, which a runbook within another one does not see/,
    ),
  ]);
});

test('an unknown runbook is told with the nearest one, and a second one of a name is refused', () => {
  const { said } = library({ a: runbook('pause-load', []), b: runbook('b', ['pause-laod']), c: runbook('b', []) });
  expect(said).toEqual([
    'b.yaml:6:24: step "s0": no runbook "pause-laod". Did you mean pause-load?',
    'c.yaml:3:7: another runbook is called "b" too. Rename one.',
  ]);
});

test('a file of another kind is told what there is', () => {
  const { said } = library({ a: 'apiVersion: holdfast/v1\nkind: Runbok\n', b: 'apiVersion: holdfast/v1\n', c: '' });
  expect(said).toEqual([
    'a.yaml:2:7: unknown kind "Runbok". Did you mean Runbook? Known: Runbook, Checklist.',
    'b.yaml:1:1: `kind` is missing. Add it: Runbook or Checklist.',
    'c.yaml:1:1: the file is empty. Begin with `apiVersion: holdfast/v1` and `kind`.',
  ]);
});
