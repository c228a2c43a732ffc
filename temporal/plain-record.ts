import type { ActionRecord } from '#core/actions/action-work';
import { plainText } from '#core/text/plain-text';

const TEXT = 4000;
const MEMBERS = 500;
const DEPTH = 24;

/**
 * A record as it may be shown: texts without what cannot be seen or shows them other than they are, all of it bounded.
 * The bytes stay as they are: they are what is hashed.
 */
export function plainRecord(record: ActionRecord): ActionRecord {
  const { bytes, ...rest } = record;
  return { ...(plain(rest, 0) as Omit<ActionRecord, 'bytes'>), bytes };
}

function plain(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return plainText(value, TEXT);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === DEPTH) return '…';
  if (Array.isArray(value)) return value.slice(0, MEMBERS).map((member) => plain(member, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MEMBERS)
      .map(([key, member]) => [plainText(key, TEXT), key === 'jws' ? member : plain(member, depth + 1)]),
  );
}
