import type { RunId } from '#core/ids/workflow-ids';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createPollStep } from '#activities/read-step';
import type { ToolCallDependencies } from '#activities/tool-answer';
import type { Evidence } from '#core/evidence/evidence';
import type { EvidenceId } from '#core/ids/evidence-id';
import type { StepReadRequest } from '#core/runs/run';
import type { ToolReply } from '#core/evidence/tool-reply';
import { inActivity } from '../support/in-activity.ts';

const NOW = new Date('2026-01-02T03:04:05Z');
beforeEach(() => vi.useFakeTimers({ now: NOW }));
afterEach(() => vi.useRealTimers());

const meta = {
  source: 'double',
  environment: 'staging',
  query: 'ready',
  took_ms: 1,
  cached: false,
  truncated: false,
  window: { start: '2026-01-02T03:00:00Z', end: '2026-01-02T03:04:05Z' },
} as const;

/** A tool that says how many are ready, one number per question, each after so many milliseconds. */
function toolThat(answers: readonly number[], afterMilliseconds = 0): ToolCallDependencies {
  const left = [...answers];
  return {
    tools: {
      async callTool(): Promise<ToolReply> {
        const ready = left.shift();
        if (ready === undefined) throw new Error('It was asked once more than there are answers.');
        await new Promise((answered) => setTimeout(answered, afterMilliseconds));
        return { kind: 'result', envelope: { data: { ready }, meta, warnings: [], hints: [] }, toolHash: 'h' };
      },
    },
    mask: (value) => value,
    putEvidence: async (evidence) => ({ ...evidence, id: idOf(evidence) }),
  };
}

function idOf({ payload }: Omit<Evidence, 'id'>): EvidenceId {
  return `ev_${JSON.stringify((payload as { data: unknown }).data)}` as EvidenceId;
}

const request: StepReadRequest = {
  runId: 'run/alone/1' as RunId,
  path: 'settled',
  server: 'infrastructure',
  tool: 'status',
  arguments: {},
  select: [['ready']],
  withinSeconds: 60,
  poll: { until: { cel: 'result.ready >= 2.0' }, forSeconds: 8, everySeconds: 5, scope: {} },
};

it('tells the next attempt with each heartbeat since when the condition has held, and the first answer', async () => {
  const told: unknown[] = [];
  const polled = inActivity(() => createPollStep(toolThat([1, 2, 2, 2], 2500))(request), {
    onHeartbeat: (details) => told.push(details),
  });
  await vi.advanceTimersByTimeAsync(2000);
  expect(told).toEqual([{ askedAt: NOW.getTime() }, { askedAt: NOW.getTime() }]);
  await vi.advanceTimersByTimeAsync(7000);
  expect(told.at(-1)).toEqual({
    askedAt: NOW.getTime() + 5000,
    heldSince: NOW.getTime() + 7500,
    first: 'ev_{"ready":1}',
  });
  await vi.advanceTimersByTimeAsync(20_000);
  expect((await polled).evidence).toEqual(['ev_{"ready":1}', 'ev_{"ready":2}']);
  const count = told.length;
  await vi.advanceTimersByTimeAsync(5000);
  expect(told).toHaveLength(count);
});

it.each([
  ['goes on where the attempt before it has ended', 5000, [2]],
  ['counts nothing over a gap in which nobody looked', 60_000, [2, 2, 2]],
])('%s', async (_, gap, answers) => {
  const now = NOW.getTime();
  const left = { askedAt: now - gap, heldSince: now - gap - 5000, first: 'ev_before' };
  const polled = inActivity(() => createPollStep(toolThat(answers))(request), { left });
  await vi.advanceTimersByTimeAsync((answers.length - 1) * 5000 + 1);
  expect(await polled).toMatchObject({ data: { ready: 2 }, evidence: ['ev_before', 'ev_{"ready":2}'] });
});

it('says by its deadline what did not come about, and the last answer', async () => {
  const polled = inActivity(() => createPollStep(toolThat([1, 1]))({ ...request, withinSeconds: 10 }));
  const refused = expect(polled).rejects.toThrow(
    /^result\.ready >= 2\.0 did not come about within 10 s; the last answer: /,
  );
  await vi.advanceTimersByTimeAsync(10_000);
  await refused;
});
