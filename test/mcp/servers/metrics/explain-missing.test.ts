import { expect, it } from 'vitest';
import { ToolFailure } from '#mcp/kit/tool-failure';
import type { MetricsBackEnd } from '#mcp/servers/metrics/back-end';
import { hintsFor } from '#mcp/servers/metrics/explain-missing';

const found = {
  service: 'cart',
  series: [],
  notConfigured: ['saturation_ratio' as const],
  empty: [{ service: 'cart', signal: 'error_ratio' as const }],
  warnings: [],
} as unknown as Parameters<typeof hintsFor>[1];
const explaining = (explainEmpty: MetricsBackEnd['explainEmpty']) => ({ explainEmpty }) as MetricsBackEnd;
const { signal } = new AbortController();

it('says what is missing and why', async () => {
  const hints = await hintsFor(
    explaining(async () => ['There is nothing.']),
    found,
    signal,
  );
  expect(hints).toEqual([
    'cart: the catalogue has no selector for saturation_ratio.',
    'cart: no error_ratio. There is nothing.',
  ]);
});

it('an explanation that fails costs its sentence and not the answer', async () => {
  const down = explaining(() => Promise.reject(new ToolFailure('UPSTREAM_UNAVAILABLE', 'prometheus is away.')));
  expect((await hintsFor(down, found, signal)).at(-1)).toBe(
    'cart: no error_ratio. Why is not known: prometheus is away.',
  );
});

it('a fault in the code is not hidden by it', async () => {
  const broken = explaining(() => Promise.reject(new TypeError('not a function')));
  await expect(hintsFor(broken, found, signal)).rejects.toThrow(TypeError);
});

it('an abort ends it', async () => {
  const stopped = AbortSignal.abort(new Error('too late'));
  const down = explaining(() => Promise.reject(new ToolFailure('UPSTREAM_UNAVAILABLE', 'aborted')));
  await expect(hintsFor(down, found, stopped)).rejects.toThrow('too late');
});
