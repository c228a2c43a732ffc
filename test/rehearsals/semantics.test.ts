import { describe, expect, it } from 'vitest';
import type { CompiledRunbook, CompiledStep } from '#core/runbooks/runbook-ir';
import type { StepPath } from '#core/ids/step-path';
import { runVirtually, type TimedSteering } from '#rehearsals/run-virtually';
import {
  each,
  fails,
  parallel,
  person,
  reads,
  says,
  subRunbook,
  tells,
  waits,
  writes,
} from '../support/literal-steps.ts';

// Each test is one sentence of runbooks/SEMANTICS.md. Numbers in its steps are seconds.

interface Played {
  readonly steps: readonly CompiledStep[];
  readonly steering?: readonly TimedSteering[];
  readonly within?: number;
  readonly variables?: CompiledRunbook['variables'];
}

async function play({ steps, steering = [], within = 3600, variables = [] }: Played) {
  const startsAt = Date.UTC(2026, 0, 1);
  const told: string[] = [];
  const end = await runVirtually({
    runbook: {
      irVersion: 1,
      evaluator: 'cel-1',
      name: 'r',
      title: 'R',
      variables,
      withinSeconds: within,
      steps,
      outputs: {},
    },
    subject: { facts: {}, inputs: {}, target: { service: 'shop', environment: 'staging' } },
    world: {
      ...says,
      notify: (notification) => {
        told.push(notification.text);
        return says.notify(notification);
      },
    },
    people: { answer: () => undefined },
    steering,
    startsAt,
  });
  const at = (time: string | undefined) => (Date.parse(time ?? '') - startsAt) / 1000;
  return {
    outcome: end.outcome,
    told,
    steps: end.steps.map(
      (step) => `${step.path} ${at(step.startedAt)}-${at(step.endedAt)} ${step.undo?.outcome ?? step.state}`,
    ),
  };
}

const cancel = (second: number, handsOff = false): TimedSteering => ({
  afterMilliseconds: second * 1000,
  kind: 'cancel',
  reason: 'enough',
  by: person,
  handsOff,
});

const skip = (second: number, path: StepPath): TimedSteering => ({
  afterMilliseconds: second * 1000,
  kind: 'skip',
  path,
  reason: 'not today',
  by: person,
});

const always = { always: true } as const;

describe('a sequence', () => {
  it('does not reach what comes after the step that stopped it, except what is marked always', async () => {
    const steps = [fails('a', 1), reads('b', 1), tells('c', always)];
    expect(await play({ steps })).toMatchObject({ outcome: 'failed', steps: ['a 0-1 failed', 'c 1-2 succeeded'] });
  });

  it('goes on after a failed step that says so', async () => {
    const steps = [fails('a', 1, { onFailure: 'continue' }), reads('b', 1)];
    expect(await play({ steps })).toMatchObject({ outcome: 'completed', steps: ['a 0-1 failed', 'b 1-2 succeeded'] });
  });

  it('names what does not exist nowhere: the step fails, nothing is guessed', async () => {
    const steps = [reads('a', 1), reads('b', 1, { if: { cel: 'a.typo == 1.0' } })];
    expect(await play({ steps })).toMatchObject({ outcome: 'failed', steps: ['a 0-1 succeeded', 'b 1-1 failed'] });
  });

  it('fails before its first step when a variable cannot be computed', async () => {
    const variables = [{ name: 'v', value: { cel: 'inputs.typo' } }];
    expect(await play({ steps: [reads('a', 1)], variables })).toMatchObject({ outcome: 'failed', steps: [] });
  });

  it('is stopped by a requirement that does not hold, as by a no', async () => {
    const steps = [reads('a', 1, { require: { cel: 'a.n > 5.0' } }), reads('b', 1)];
    expect(await play({ steps })).toMatchObject({ outcome: 'stopped', steps: ['a 0-1 requirement_not_met'] });
  });

  it('tells people also what is not known', async () => {
    const steps = [tells('a', { message: { kind: 'text', parts: ['n is ', { cel: 'nobody.n' }] } })];
    expect((await play({ steps })).told).toEqual(['n is (not known)']);
  });
});

describe('a cancelled run', () => {
  it('ends what runs at once and still runs what is marked always, to its end', async () => {
    const steps = [waits('a', 60), waits('b', 60), waits('c', 60, always)];
    expect(await play({ steps, steering: [cancel(5)] })).toMatchObject({
      outcome: 'cancelled',
      steps: ['a 0-5 cancelled', 'c 5-65 succeeded'],
    });
  });

  it('is not let go on by onFailure: continue', async () => {
    const steps = [waits('a', 60, { onFailure: 'continue' }), waits('b', 60)];
    expect(await play({ steps, steering: [cancel(5)] })).toMatchObject({
      outcome: 'cancelled',
      steps: ['a 0-5 cancelled'],
    });
  });

  it('ends as it would have when only always steps were left to do', async () => {
    const steps = [reads('a', 1), waits('b', 60, always)];
    expect(await play({ steps, steering: [cancel(5)] })).toMatchObject({ outcome: 'completed' });
  });

  it('is cancelled also when the always step that ran just then fails afterwards', async () => {
    const steps = [fails('a', 10, always), waits('b', 60)];
    expect(await play({ steps, steering: [cancel(5)] })).toMatchObject({
      outcome: 'cancelled',
      steps: ['a 0-10 failed'],
    });
  });

  it('leaves only notify of the always steps when hands are taken off', async () => {
    const steps = [waits('a', 60), waits('b', 60, always), tells('c', always)];
    expect(await play({ steps, steering: [cancel(5, true)] })).toMatchObject({
      outcome: 'cancelled',
      steps: ['a 0-5 cancelled', 'b 5-5 cancelled', 'c 5-6 succeeded'],
    });
  });

  it('has expired when it was its deadline', async () => {
    expect(await play({ steps: [waits('a', 60)], within: 5 })).toMatchObject({
      outcome: 'expired',
      steps: ['a 0-5 cancelled'],
    });
  });
});

describe('parallel', () => {
  it('ends with the branch that is stopped first, and cancels the others then, before its always steps', async () => {
    const branches = { one: [fails('a', 2), waits('b', 30, always)], other: [waits('c', 20), writes('d', 1)] };
    expect((await play({ steps: [parallel('p', branches)] })).steps).toEqual([
      'p 0-32 failed',
      'p/one/a 0-2 failed',
      'p/other/c 0-2 cancelled',
      'p/one/b 2-32 succeeded',
    ]);
  });

  it('succeeds with join: any once the first branch has, and cancels the others', async () => {
    const branches = { one: [reads('a', 5)], other: [waits('b', 20), tells('c', always)] };
    expect((await play({ steps: [parallel('p', branches, { join: 'any' })] })).steps).toEqual([
      'p 0-6 succeeded',
      'p/one/a 0-5 succeeded',
      'p/other/b 0-5 cancelled',
      'p/other/c 5-6 succeeded',
    ]);
  });

  it('can be named from outside after it has ended', async () => {
    const steps = [
      parallel('p', { one: [reads('a', 1)], other: [reads('b', 2)] }),
      reads('c', 1, { if: { cel: 'a.n + b.n == 2.0' } }),
    ];
    expect(await play({ steps })).toMatchObject({
      outcome: 'completed',
      steps: expect.arrayContaining(['c 2-3 succeeded']),
    });
  });
});

describe('forEach', () => {
  it('touches nothing when there are too many', async () => {
    const steps = [each('f', '[1.0, 2.0, 3.0, 4.0, 5.0]', [writes('a', 1)])];
    expect(await play({ steps })).toMatchObject({ outcome: 'failed', steps: ['f 0-0 failed'] });
  });

  it('starts no more rounds once one is stopped', async () => {
    const steps = [each('f', '[1.0, 2.0, 3.0]', [reads('a', 1, { require: { cel: 'element < 2.0' } })])];
    expect((await play({ steps })).steps).toEqual([
      'f 0-2 requirement_not_met',
      'f/0/a 0-1 succeeded',
      'f/1/a 1-2 requirement_not_met',
    ]);
  });
});

describe('a runbook in a runbook', () => {
  it('sees its own inputs and the target, and nothing else of its caller', async () => {
    const steps = [
      reads('a', 1),
      subRunbook('s', [
        reads('b', 1, { if: { cel: 'target.service == "shop"' } }),
        reads('c', 1, { if: { cel: 'a.n == 1.0' } }),
      ]),
    ];
    expect((await play({ steps })).steps).toEqual([
      'a 0-1 succeeded',
      's 1-2 failed',
      's/b 1-2 succeeded',
      's/c 2-2 failed',
    ]);
  });
});

describe('an undo', () => {
  it('goes backwards, before the always steps, and leaves alone what those write', async () => {
    const steps = [writes('a', 1), writes('b', 1), fails('c', 1, { onFailure: 'undo' }), writes('d', 1, always)];
    expect(await play({ steps })).toMatchObject({
      outcome: 'undone',
      steps: ['a 0-1 undone', 'b 1-2 undone', 'c 2-3 failed', 'd 5-6 succeeded'],
    });
  });

  it('ends at the first write that cannot be undone', async () => {
    const steps = [writes('a', 1), writes('stubborn', 1), writes('b', 1), fails('c', 1, { onFailure: 'undo' })];
    expect(await play({ steps })).toMatchObject({
      outcome: 'undo_failed',
      steps: ['a 0-1 succeeded', 'stubborn 1-2 undo_failed', 'b 2-3 undone', 'c 3-4 failed'],
    });
  });

  it('is not asked for by a step that was only cancelled', async () => {
    const steps = [writes('a', 1), waits('b', 60, { onFailure: 'undo' })];
    expect(await play({ steps, steering: [cancel(5)] })).toMatchObject({
      outcome: 'cancelled',
      steps: ['a 0-1 succeeded', 'b 1-5 cancelled'],
    });
  });

  it('is not asked for by an always step that hands off has cancelled', async () => {
    const steps = [writes('a', 1), waits('b', 60, { onFailure: 'undo', always: true })];
    expect(await play({ steps, steering: [cancel(5, true)] })).toMatchObject({
      outcome: 'cancelled',
      steps: ['a 0-1 succeeded', 'b 1-5 cancelled'],
    });
  });

  it('that is paused while a write is being undone starts neither the next undo nor an always step', async () => {
    const steps = [writes('a', 1), writes('b', 1), fails('c', 1, { onFailure: 'undo' }), waits('d', 1, always)];
    const steering: readonly TimedSteering[] = [
      { afterMilliseconds: 3500, kind: 'pause' },
      { afterMilliseconds: 10_000, kind: 'resume' },
      { afterMilliseconds: 10_500, kind: 'pause' },
      { afterMilliseconds: 20_000, kind: 'resume' },
    ];
    expect(await play({ steps, steering })).toMatchObject({
      outcome: 'undone',
      steps: ['a 0-1 undone', 'b 1-2 undone', 'c 2-3 failed', 'd 20-21 succeeded'],
    });
  });

  it('comes before the always steps also where what asked for it stands in a step that may fail', async () => {
    const inner = [fails('b', 1, { onFailure: 'undo' })];
    const steps = [writes('a', 1), subRunbook('s', inner, { onFailure: 'continue' }), waits('c', 5, always)];
    expect((await play({ steps })).steps).toEqual([
      'a 0-1 undone',
      's 1-2 failed',
      's/b 1-2 failed',
      'c 3-8 succeeded',
    ]);
  });
});

describe('a person', () => {
  it('pauses a run: nothing starts until it is resumed, and what runs goes on', async () => {
    const steering: TimedSteering[] = [
      { afterMilliseconds: 5000, kind: 'pause' },
      { afterMilliseconds: 30_000, kind: 'resume' },
    ];
    expect((await play({ steps: [waits('a', 10), waits('b', 10)], steering })).steps).toEqual([
      'a 0-10 succeeded',
      'b 30-40 succeeded',
    ]);
  });

  it('skips a step that runs, and one that never starts', async () => {
    const steps = [waits('a', 60), waits('b', 60), reads('c', 1)];
    expect(await play({ steps, steering: [skip(1, 'b'), skip(5, 'a')] })).toMatchObject({
      outcome: 'completed',
      steps: ['a 0-5 skipped', 'b 5-5 skipped', 'c 5-6 succeeded'],
    });
  });

  it('skips what runs with its inner steps cancelled', async () => {
    const steps = [parallel('p', { one: [waits('a', 60)], other: [waits('b', 60)] }), reads('c', 1)];
    expect((await play({ steps, steering: [skip(5, 'p')] })).steps).toEqual([
      'p 0-5 skipped',
      'p/one/a 0-5 cancelled',
      'p/other/b 0-5 cancelled',
      'c 5-6 succeeded',
    ]);
  });

  it('does not skip any more what has been cancelled', async () => {
    const steps = [subRunbook('s', [waits('a', 60), waits('b', 5, always)])];
    expect(await play({ steps, steering: [cancel(2), skip(3, 's')] })).toMatchObject({
      outcome: 'cancelled',
      steps: ['s 0-7 cancelled', 's/a 0-2 cancelled', 's/b 2-7 succeeded'],
    });
  });
});

describe('a run that goes on in a new history', () => {
  const moves = (second: number): TimedSteering => ({ afterMilliseconds: second * 1000, kind: 'continue_as_new' });

  it('remembers that a step was skipped before the run was cancelled', async () => {
    const steps = [subRunbook('s', [waits('a', 60), waits('b', 5, always)])];
    expect(await play({ steps, steering: [skip(1, 's'), cancel(2), moves(3)] })).toMatchObject({
      outcome: 'completed',
      steps: ['s 0-6 skipped', 's/a 0-1 cancelled', 's/b 1-6 succeeded'],
    });
  });

  it('still lets an always step end that runs after the cancel', async () => {
    const steps = [waits('a', 60, always), waits('b', 60)];
    expect(await play({ steps, steering: [cancel(5), moves(10)] })).toMatchObject({
      outcome: 'cancelled',
      steps: ['a 0-60 succeeded'],
    });
  });

  it('starts what comes next in one branch while a call of another one is on its way', async () => {
    const branches = { one: [reads('a', 2), reads('b', 1)], other: [writes('c', 20)] };
    expect((await play({ steps: [parallel('p', branches)], steering: [moves(1)] })).steps).toEqual([
      'p 0-20 succeeded',
      'p/one/a 0-2 succeeded',
      'p/other/c 0-20 succeeded',
      'p/one/b 2-3 succeeded',
    ]);
  });

  it('still lets the always steps end of what was skipped', async () => {
    const branches = { one: [waits('a', 60), waits('b', 60, always)], other: [waits('c', 60)] };
    const steps = [parallel('p', branches), reads('d', 1)];
    expect(await play({ steps, steering: [skip(5, 'p'), moves(10)] })).toEqual(
      await play({ steps, steering: [skip(5, 'p')] }),
    );
  });

  it('still lets the always steps end of what was cancelled', async () => {
    const branches = { one: [waits('a', 60, always), reads('b', 1)], other: [writes('c', 1), reads('d', 90)] };
    const steps = [parallel('p', branches, { join: 'any' })];
    expect(await play({ steps, steering: [cancel(5), moves(10)] })).toEqual(
      await play({ steps, steering: [cancel(5)] }),
    );
  });
});
