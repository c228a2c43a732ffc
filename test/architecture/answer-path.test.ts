import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { builtProgram } from '#processes/built-program';
import type { Pass } from './counts/watch-answers.ts';

test('an answer is validated where it enters and where its tool promises a shape, and goes through JSON no more than it must', () => {
  const output = execFileSync(process.execPath, [builtProgram('test/architecture/programs/walk-answer-path')]);
  const passes = JSON.parse(output.toString()) as readonly Pass[];
  const count = (kind: Pass['kind']) => passes.filter((pass) => pass.kind === kind).length;
  // Parsed and validated as the back end sent it, validated as the tool's data, masked, measured, stored.
  expect({
    parsings: count('parsing'),
    validations: count('validation'),
    copies: count('copy'),
    serialisations: count('serialisation'),
  }).toEqual({ parsings: 1, validations: 2, copies: 1, serialisations: 2 });
});
