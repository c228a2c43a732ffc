import type { CompiledRunbook } from '#core/runbooks/runbook-ir';
import { judgePoll, type HeldSince } from '#core/runbooks/judge-poll';
import { checkAnswers } from '#core/runbooks/form-answers';
import { project } from '#core/runbooks/expressions/project';
import type { JsonValue } from '#core/json/json-value';
import { childrenOf } from '#core/runbooks/steps/index';
import type { Answer } from '#core/runbooks/form-answer';
import type { StepPath } from '#core/ids/step-path';
import type { ReadAnswer, ReadCall, StepRecord } from '#core/runs/run';
import type { RehearsalCase, ScriptedReply } from './rehearsal-document.ts';
import type { People, TimedReply, World } from './virtual-runtime.ts';

/** Each answer takes a moment, so that what follows one another does. */
const defaultAfterMilliseconds = 100;

const afterOf = (reply: ScriptedReply) =>
  'after' in reply && reply.after !== undefined ? reply.after * 1000 : defaultAfterMilliseconds;

export interface Script {
  readonly world: World;
  readonly people: People;
  /** What the run asked that the script has no answer for, or another kind of one, and what it never asked. */
  problems(): readonly string[];
  /** What was told, by path. */
  readonly told: ReadonlyMap<StepPath, string>;
}

/** The world of one case: it fails when it is off its script, and when something of the script is left over. */
export function createScript(runbook: CompiledRunbook, { replies }: RehearsalCase): Script {
  const problems: string[] = [];
  const used = new Map<string, number>();
  const told = new Map<StepPath, string>();
  const writes = new Map<StepPath, ScriptedReply>();

  /** By path before by id; a list is used up in the order of asking. */
  function next(path: StepPath): ScriptedReply | undefined {
    const id = path.split('/').at(-1) ?? path;
    const key = Object.hasOwn(replies, path) ? path : id;
    const scripted = Object.hasOwn(replies, key) ? replies[key] : undefined;
    if (scripted === undefined) return undefined;
    const count = used.get(key) ?? 0;
    used.set(key, count + 1);
    if (!Array.isArray(scripted)) return scripted;
    return scripted[count];
  }

  function off(path: StepPath, reply: ScriptedReply | undefined, wanted: string): { kind: 'failed'; reason: string } {
    const what = reply
      ? `the reply to ${path} is for another kind of step`
      : `${path} is asked, and the script has no reply for it`;
    problems.push(`${what}; write: ${path}: ${wanted}`);
    return { kind: 'failed', reason: 'off the script' };
  }

  const world: World = {
    read(call, at) {
      const reply = next(call.path);
      if (reply && 'noAnswer' in reply) return 'silent';
      if (reply && 'refused' in reply)
        return { afterMilliseconds: afterOf(reply), end: { kind: 'failed', reason: reply.refused } };
      if (reply && ('data' in reply || 'polled' in reply)) {
        const answers = 'data' in reply ? [reply.data] : reply.polled;
        return call.poll ? polled(call, answers, afterOf(reply), at) : once(call, answers[0]!, afterOf(reply));
      }
      return { afterMilliseconds: 0, end: off(call.path, reply, '{ data: {...} }') };
    },
    notify({ path, text }) {
      told.set(path, text);
      const reply = next(path);
      if (reply && 'noAnswer' in reply) return 'silent';
      if (reply && 'refused' in reply)
        return { afterMilliseconds: afterOf(reply), end: { kind: 'failed', reason: reply.refused } };
      if (reply && !('told' in reply)) return { afterMilliseconds: 0, end: off(path, reply, '{ told: true }') };
      // Telling somebody works unless the script says otherwise.
      return {
        afterMilliseconds: reply ? afterOf(reply) : defaultAfterMilliseconds,
        end: { kind: 'done', summary: 'told' },
      };
    },
    write({ path }) {
      const reply = next(path);
      if (!reply || !('outcome' in reply))
        return { afterMilliseconds: 0, end: off(path, reply, '{ outcome: succeeded }') };
      writes.set(path, reply);
      const { outcome, reason, undo } = reply;
      return {
        afterMilliseconds: afterOf(reply),
        end: { kind: 'done', outcome, reason, undoable: undo !== undefined },
      };
    },
    undo({ path }) {
      const reply = writes.get(path);
      const failed = reply && 'outcome' in reply && reply.undo === 'failed';
      return {
        afterMilliseconds: defaultAfterMilliseconds,
        end: failed ? { kind: 'failed', reason: 'the script lets the undo fail' } : { kind: 'done', summary: 'undone' },
      };
    },
  };

  const people: People = {
    answer(record) {
      const reply = next(record.path);
      if (reply && 'noAnswer' in reply) return undefined;
      if (!reply || !('answer' in reply)) {
        off(record.path, reply, record.question?.form ? '{ answer: { field: value } }' : '{ answer: true }');
        return undefined;
      }
      const by = { name: reply.by, channel: 'page', verified: true } as const;
      return { afterMilliseconds: afterOf(reply), given: { answer: answerOf(reply, record), by } };
    },
  };

  const answerOf = (reply: Extract<ScriptedReply, { answer: unknown }>, { path, question }: StepRecord): Answer => {
    if (reply.answer === false) return { kind: 'no', reason: reply.reason };
    if (reply.answer === true) {
      if (question?.form) problems.push(`${path} has a form: answer it with { answer: { field: value } }, or no`);
      return { kind: 'yes' };
    }
    if (!question?.form) problems.push(`${path} has no form: answer it with { answer: yes } or { answer: no }`);
    else {
      const checked = checkAnswers(question.form, reply.answer);
      if (checked.kind === 'ok') return { kind: 'form', values: checked.values };
      for (const { field, problem } of checked.problems)
        problems.push(`${path} would refuse the answer: ${field}: ${problem}`);
    }
    return { kind: 'form', values: reply.answer };
  };

  return {
    world,
    people,
    told,
    problems: () => {
      const unused = Object.entries(replies).flatMap(([key, scripted]) => {
        const count = used.get(key) ?? 0;
        if (count === 0)
          return [
            `the reply to ${key} is never used${stepNames(runbook).has(key.split('/').at(-1) ?? key) ? '' : ': there is no such step'}`,
          ];
        if (Array.isArray(scripted) && count < scripted.length)
          return [`of the ${scripted.length} replies to ${key} ${count} are used`];
        return [];
      });
      return [...problems, ...unused];
    },
  };
}

function once(call: ReadCall, data: JsonValue, afterMilliseconds: number): TimedReply<ReadAnswer> {
  return {
    afterMilliseconds,
    end: { kind: 'done', data: project(data, call.select), evidence: [], summary: 'scripted' },
  };
}

/** What the activity does in a run, without its waiting: the last answer is heard again and again. */
function polled(
  call: ReadCall,
  answers: readonly JsonValue[],
  afterMilliseconds: number,
  startedAt: number,
): TimedReply<ReadAnswer> {
  const { poll, withinSeconds } = call;
  if (!poll) return 'silent';
  let heldSince: HeldSince;
  for (let asked = 0; ; asked++) {
    const elapsed = asked * Math.max(poll.everySeconds * 1000, afterMilliseconds) + afterMilliseconds;
    if (elapsed > withinSeconds * 1000) return 'silent';
    const data = answers[Math.min(asked, answers.length - 1)] ?? null;
    const verdict = judgePoll(poll, poll.scope, data, startedAt + elapsed, heldSince);
    if (verdict.kind === 'holds') return once(call, data, elapsed);
    heldSince = verdict.heldSince;
  }
}

function stepNames(runbook: CompiledRunbook): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (steps: CompiledRunbook['steps']) => {
    for (const step of steps) {
      names.add(step.id);
      visit(childrenOf(step));
    }
  };
  visit(runbook.steps);
  return names;
}
