import { plainLine } from '#core/text/plain-text';
import type { AuditRecord } from '#records/read-audit-log';
import { shortHash } from '#core/ids/short-hash';

/** The fields of a record to print, in this order; --json shows all. */
const printedFields = [
  'scope',
  'stopped',
  'state',
  'outcome',
  'moment',
  'verdict',
  'part',
  'answer',
  'actionHash',
  'by',
  'principal',
  'server',
  'backEnd',
  'tool',
  'service',
  'environment',
  'route',
  'integration',
  'destination',
  'incident',
  'reason',
  'detail',
];

const lineLength = 300;

/** `2026-03-01T10:00:00.000Z  gateway  intake  outcome=accepted ...`; foreign text cannot control the terminal. */
export function recordLine({ at, process, kind, ...rest }: AuditRecord): string {
  const parts = printedFields.flatMap((key) => (rest[key] === undefined ? [] : [`${key}=${wordOf(rest[key])}`]));
  const column = (text: string, width: number) => plainLine(text, 60).padEnd(width);
  return `${column(at, 24)}  ${column(process, 16)}  ${column(kind, 12)}  ${plainLine(parts.join(' '), lineLength)}`;
}

function wordOf(value: unknown): string {
  if (typeof value === 'string') return /^[0-9a-f]{64}$/.test(value) ? shortHash(value) : quoted(value);
  if (typeof value !== 'object' || value === null) return String(value);
  for (const key of ['name', 'subject', 'kind']) {
    const own: unknown = Object.getOwnPropertyDescriptor(value, key)?.value;
    if (typeof own === 'string' && own !== '') return quoted(own);
  }
  return JSON.stringify(value);
}

function quoted(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : JSON.stringify(text);
}
