import { z } from 'zod';
import type { ToolEnvelope } from '#core/evidence/evidence';
import { isNewestLast } from '#core/evidence/list-order';
import { left, type Stage } from '../call.ts';
import { ToolFailure } from '../tool-failure.ts';

/** Shorter arrays are tuples and short lists: truncating them would break the data's shape and gain little. */
const smallestCut = 8;

/** Truncates the longest lists until the envelope fits the tool's limit, and adds a warning. */
export function truncateStage(): Stage {
  return {
    name: 'truncate',
    run(call) {
      const { maximumBytes, narrowing, name, data } = call.tool;
      const kilobytes = Math.round(maximumBytes / 1024);
      let envelope = left(call, 'envelope');
      let bytes = sizeOf(envelope);
      if (bytes <= maximumBytes) return { ...call, bytes };
      const warning = `The answer was cut to ${kilobytes} KiB. For the rest, ask for less at a time: ${narrowing}.`;
      envelope = {
        ...envelope,
        meta: { ...envelope.meta, truncated: true },
        warnings: [...envelope.warnings, warning],
      };
      bytes = sizeOf(envelope);
      while (bytes > maximumBytes) {
        const longest = lengthOfLongest(envelope.data);
        if (longest < smallestCut) {
          throw new ToolFailure(
            'COST_EXCEEDED',
            `The answer of ${name} is larger than ${kilobytes} KiB and cannot be cut. Ask for less: ${narrowing}.`,
          );
        }
        envelope = { ...envelope, data: cutLists(envelope.data, data, longest, Math.ceil(longest / 2)) };
        bytes = sizeOf(envelope);
      }
      return { ...call, envelope, bytes };
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

/**
 * Every list of that length is truncated equally, so that series of one answer keep the same points. Lists that the
 * tool's schema declares to be newest last keep their last entries, other lists their first.
 */
function cutLists(value: unknown, schema: z.core.$ZodType | undefined, length: number, keep: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const known = unwrapped(schema);
  if (Array.isArray(value)) {
    const part = known && isNewestLast(known) ? value.slice(-keep) : value.slice(0, keep);
    const element = known instanceof z.ZodArray ? known.element : undefined;
    return (value.length === length ? part : value).map((entry) => cutLists(entry, element, length, keep));
  }
  const shape: Readonly<Record<string, z.core.$ZodType>> = known instanceof z.ZodObject ? known.shape : {};
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [
      name,
      cutLists(entry, Object.hasOwn(shape, name) ? shape[name] : undefined, length, keep),
    ]),
  );
}

function unwrapped(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodNullable ? unwrapped(schema.unwrap()) : schema;
}
