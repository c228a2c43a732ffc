import { expect, test } from 'vitest';
import type { RunState } from '#core/runs/run';
import { answerFrom, chooseQuestion } from '#cli/run/given-answer';
import { ENDED, FORM_QUESTION, RUNNING, STEPS, YES_OR_NO } from '../../gateway/pages/example-run.ts';

const BOTH: RunState = { ...RUNNING, steps: [...STEPS, YES_OR_NO, FORM_QUESTION] };
const yesOrNo = chooseQuestion(RUNNING, undefined);
const form = chooseQuestion(BOTH, 'which');

test('the only question that waits needs no path', () => {
  expect(yesOrNo.path).toBe('schema');
});

test('of several questions one must be named, and they are listed', () => {
  expect(() => chooseQuestion(BOTH, undefined)).toThrow(
    /2 questions wait\. Choose one:\n {2}--step schema .*\n {2}--step which /,
  );
  expect(() => chooseQuestion(BOTH, 'whihc')).toThrow(/No question waits at "whihc"\. Did you mean which\?/);
});

test('where none waits the error says who answered, or the state of the run', () => {
  expect(() => chooseQuestion(ENDED, 'schema')).toThrow(/Grace already answered "schema" \(declined\)/);
  expect(() => chooseQuestion(ENDED, undefined)).toThrow(/This run has no question that waits.*The run is stopped: /);
});

test('a yes may have a note, a no must have a reason', () => {
  expect(answerFrom(yesOrNo, { yes: true, reason: ' seen ' })).toEqual({ kind: 'yes', note: 'seen' });
  expect(answerFrom(yesOrNo, { no: true, reason: 'not today' })).toEqual({ kind: 'no', reason: 'not today' });
  expect(() => answerFrom(yesOrNo, { no: true, reason: ' ' })).toThrow('--no requires --reason');
});

test.each([{}, { yes: true, no: true } as const])('%j is neither yes nor no', (options) => {
  expect(() => answerFrom(yesOrNo, options)).toThrow(/takes either --yes or --no: Does v1\.8\.2 run/);
});

test('a form is filled in field by field, with its defaults', () => {
  expect(answerFrom(form, { set: ['instance=payments-1', 'why=a=b', 'drain=no'] })).toEqual({
    kind: 'form',
    values: { instance: 'payments-1', why: 'a=b', size: 'small', count: 2, drain: false },
  });
});

test('what is not given is its default, ticked boxes too', () => {
  expect(answerFrom(form, { set: ['instance=payments-1'] })).toMatchObject({ values: { count: 2, drain: true } });
});

test.each([
  [
    ['count=12'],
    /count: must be at most 9[^]*instance: an answer is needed|instance: an answer is needed[^]*count: must be at most 9/,
  ],
  [['instanec=x'], /the form has no field "instanec"; did you mean instance\?/],
  [['instance'], /--set takes field=value, not "instance"\. Fields: instance=<string>/],
  [['size=small', 'size=large'], /gives the field "size" twice/],
])('the fields %j are refused with what is wrong', (set, message) => {
  expect(() => answerFrom(form, { set })).toThrow(message);
});

test('no is an answer to a form too', () => {
  expect(answerFrom(form, { no: true, reason: 'none of them' })).toEqual({ kind: 'no', reason: 'none of them' });
});

test('the options of one kind of question are refused for the other', () => {
  expect(() => answerFrom(form, { yes: true })).toThrow(/has a form\. Fill it in with --set/);
  expect(() => answerFrom(yesOrNo, { set: ['a=b'] })).toThrow(/has no form\. Answer with --yes/);
});
