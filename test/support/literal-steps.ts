import type { CompiledStep } from '#core/runbooks/runbook-ir';
import type { ForEachStep } from '#core/runbooks/steps/for-each';
import type { ParallelStep } from '#core/runbooks/steps/parallel';
import type { StepBase } from '#core/runbooks/steps/step';
import type { NotifyStep } from '#core/runbooks/steps/notify';
import type { Person } from '#core/actions/person';
import type { World } from '#rehearsals/virtual-runtime';
import { stepBase } from './step-base.ts';

// Steps for examples that one reads: each takes as many seconds as it is given, and does what its name says.

type More = Partial<StepBase>;

const call = (tool: string, seconds: number) => ({
  server: 'lab',
  tool,
  arguments: { seconds: { kind: 'literal', value: seconds } } as const,
  select: [[]],
});

export const person: Person = { name: 'Ada', channel: 'cli', verified: false };

/** Gives `n`, 1. */
export const reads = (id: string, seconds: number, more: More = {}): CompiledStep => ({
  ...stepBase(id),
  kind: 'read',
  call: call('works', seconds),
  withinSeconds: 300,
  ...more,
});

export const fails = (id: string, seconds: number, more: More = {}): CompiledStep => ({
  ...stepBase(id),
  kind: 'read',
  call: call('refuses', seconds),
  withinSeconds: 300,
  ...more,
});

export const waits = (id: string, seconds: number, more: More = {}): CompiledStep => ({
  ...stepBase(id),
  kind: 'wait',
  seconds,
  ...more,
});

/** Takes one second. */
export const tells = (id: string, more: More & Partial<Pick<NotifyStep, 'message'>> = {}): CompiledStep => ({
  ...stepBase(id),
  kind: 'notify',
  to: 'owner',
  message: { kind: 'literal', value: id },
  withinSeconds: 30,
  ...more,
});

/** Undone in one second; what is called `stubborn` cannot be. */
export const writes = (id: string, seconds: number, more: More = {}): CompiledStep => ({
  ...stepBase(id),
  kind: 'write',
  server: 'lab',
  tool: 'change',
  risk: 'reversible',
  parameters: call('change', seconds).arguments,
  approvalWithinSeconds: 900,
  verify: {
    call: call('works', 1),
    poll: { until: { cel: 'true' }, forSeconds: 0, everySeconds: 5 },
    withinSeconds: 60,
  },
  ifNotVerified: 'stop',
  ...more,
});

export const parallel = (
  id: string,
  branches: Readonly<Record<string, readonly CompiledStep[]>>,
  more: More & Partial<Pick<ParallelStep, 'join'>> = {},
): CompiledStep => ({
  ...stepBase(id),
  kind: 'parallel',
  join: 'all',
  branches: Object.entries(branches).map(([name, steps]) => ({ name, steps })),
  ...more,
});

/** One round after the other unless it says otherwise, at most four; its element is `element`. */
export const each = (
  id: string,
  items: string,
  steps: readonly CompiledStep[],
  more: More & Partial<Pick<ForEachStep, 'atOnce'>> = {},
): CompiledStep => ({
  ...stepBase(id),
  kind: 'forEach',
  items: { cel: items },
  as: 'element',
  atMost: 4,
  atOnce: 1,
  steps,
  ...more,
});

export const subRunbook = (id: string, steps: readonly CompiledStep[], more: More = {}): CompiledStep => ({
  ...stepBase(id),
  kind: 'runbook',
  inputs: {},
  runbook: {
    irVersion: 1,
    evaluator: 'cel-1',
    name: id,
    title: id,
    variables: [],
    withinSeconds: 3600,
    steps,
    outputs: {},
  },
  ...more,
});

/** What the world says to these steps. */
export const says: World = {
  read: ({ tool, arguments: { seconds } }) => ({
    afterMilliseconds: Number(seconds) * 1000,
    end:
      tool === 'works'
        ? { kind: 'done', data: { n: 1 }, evidence: [], summary: 'seen' }
        : { kind: 'failed', reason: 'refused' },
  }),
  notify: () => ({ afterMilliseconds: 1000, end: { kind: 'done', summary: 'told' } }),
  write: ({ parameters: { seconds } }) => ({
    afterMilliseconds: Number(seconds) * 1000,
    end: { kind: 'done', outcome: 'succeeded', undoable: true },
  }),
  undo: ({ id }) => ({
    afterMilliseconds: 1000,
    end: id === 'stubborn' ? { kind: 'failed', reason: 'changed since' } : { kind: 'done', summary: 'undone' },
  }),
};
