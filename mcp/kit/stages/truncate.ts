import type { ToolEnvelope } from '#core/evidence/evidence';
import { left, type Stage } from '../call.ts';
import { ToolFailure } from '../tool-failure.ts';

/** Shorter arrays are tuples and short lists: cutting them would break the data's shape and gain little. */
const smallestCut = 8;

/** Cuts the longest lists until the envelope fits the tool's bound, and says so. */
export function truncateStage(): Stage {
  return {
    name: 'truncate',
    run(call) {
      const { maximumBytes, narrowing, name } = call.tool;
      const kilobytes = Math.round(maximumBytes / 1024);
      let envelope = left(call, 'envelope');
      if (sizeOf(envelope) <= maximumBytes) return call;
      const warning = `The answer was cut to ${kilobytes} KiB. For the rest, ask for less at a time: ${narrowing}.`;
      envelope = {
        ...envelope,
        meta: { ...envelope.meta, truncated: true },
        warnings: [...envelope.warnings, warning],
      };
      while (sizeOf(envelope) > maximumBytes) {
        const longest = lengthOfLongest(envelope.data);
        if (longest < smallestCut) {
          throw new ToolFailure(
            'COST_EXCEEDED',
            `The answer of ${name} is larger than ${kilobytes} KiB and cannot be cut. Ask for less: ${narrowing}.`,
          );
        }
        envelope = { ...envelope, data: cutLists(envelope.data, longest, Math.ceil(longest / 2)) };
      }
      return { ...call, envelope };
    },
  };
}

function sizeOf(envelope: ToolEnvelope): number {
  return Buffer.byteLength(JSON.stringify(envelope));
}

function lengthOfLongest(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const entries: unknown[] = Object.values(value);
  return entries.reduce<number>(
    (longest, entry) => Math.max(longest, lengthOfLongest(entry)),
    Array.isArray(value) ? value.length : 0,
  );
}

/** Lists that ascend in time, and of which it matters how they end. */
const newestLast: readonly (string | undefined)[] = ['points', 'lines', 'events'];

/**
 * Every list of that length is cut alike, so that series of one answer keep the same points. Of lists that end with
 * what is newest the last are kept, of others the first.
 */
function cutLists(value: unknown, length: number, keep: number, key?: string): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const part = newestLast.includes(key) ? value.slice(-keep) : value.slice(0, keep);
    return (value.length === length ? part : value).map((entry) => cutLists(entry, length, keep));
  }
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, cutLists(entry, length, keep, name)]));
}
