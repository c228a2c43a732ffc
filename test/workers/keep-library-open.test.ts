import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { compileLibrary } from '#core/runbooks/compile-library';
import { keepLibraryOpen } from '#workers/keep-library-open';
import { toolsForTests } from '../support/tool-specs.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const files = [
  {
    file: '/srv/bad/runbook.yaml',
    text: 'apiVersion: holdfast/v1\nkind: Runbook\nname: bad\ntitle: Look at it\nsteps: [{ id: a, wait: 5 s }]\n',
  },
  {
    file: '/srv/mine/checklist.yaml',
    text: 'apiVersion: holdfast/v1\nkind: Checklist\nname: mine\ntitle: Mine\nitems: [{ id: a, title: Any question?, read: metrics.none }]\n',
  },
];
const library = { ...compileLibrary(files, { tools: toolsForTests }), tools: toolsForTests };
const down = { ...library, toolProblems: [{ server: 'tickets', problem: 'It does not answer.' }] };
const up = { ...library, toolProblems: [] };

function logging() {
  const lines: string[] = [];
  const log = (_: unknown, line: string) => void lines.push(line);
  return { lines, logger: { warn: log, info: log } as unknown as Parameters<typeof keepLibraryOpen>[2] };
}

test('a runbook with errors is logged as left out, and a checklist, which stays, is not', async () => {
  const { lines, logger } = logging();
  const offered: string[] = [];
  const kept = await keepLibraryOpen(
    async () => up,
    async ({ runbooks }) => void offered.push(...runbooks.map(({ name }) => name)),
    logger,
  );
  kept.stop();
  expect(lines).toEqual(['a runbook is left out', 'an item of a checklist cannot be answered']);
  expect([offered, kept.runbooks()]).toEqual([[], []]);
});

test('a server that could not be asked is asked again until it answers, and what can be run then is offered', async () => {
  const { logger } = logging();
  const answers = [down, down, up];
  let opened = 0;
  let offers = 0;
  const kept = await keepLibraryOpen(
    async () => answers[opened++] ?? up,
    async () => void offers++,
    logger,
  );
  expect([opened, offers]).toEqual([1, 1]);
  await vi.advanceTimersByTimeAsync(30_000);
  expect([opened, offers]).toEqual([2, 1]);
  await vi.advanceTimersByTimeAsync(30_000);
  expect([opened, offers]).toEqual([3, 2]);
  await vi.advanceTimersByTimeAsync(300_000);
  expect(opened).toBe(3);
  kept.stop();
});
