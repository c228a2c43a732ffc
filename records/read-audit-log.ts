import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { diskError } from './disk-error.ts';

/** The kinds of lines in an audit log. Header and checkpoints hold the chain together. */
const auditKinds = [
  'header',
  'checkpoint',
  'tool_call',
  'intake',
  'notification',
  'approval',
  'policy',
  'decision',
  'intent',
  'result',
  'action',
  'kill_switch',
  'review',
] as const;

export function isRecordKind(kind: unknown): boolean {
  return (auditKinds as readonly unknown[]).includes(kind);
}

/** One line of an audit log; its other keys depend on the kind. */
export const AuditRecord = z.looseObject({
  seq: z.number().int().min(1),
  at: z.string(),
  process: z.string(),
  kind: z.enum(auditKinds),
});
export type AuditRecord = z.infer<typeof AuditRecord>;

/**
 * Reads one file of {@link openAuditLog}.
 * @returns the records, without its header and checkpoints, and whether a crash cut off the last line (it was never
 * acknowledged, so nothing is lost)
 * @throws Error that names file and line for any other damage: an unreadable line, a gap
 */
export async function readAuditLog(path: string): Promise<{ records: readonly AuditRecord[]; lastLineCut: boolean }> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw diskError('read the audit log', path, error);
  });
  const lines = text.split('\n');
  const lastLineCut = lines.pop() !== '';
  const records = lines.map((line, index) => {
    const place = `${path}:${index + 1}`;
    const record = AuditRecord.safeParse(parsed(line, place));
    if (!record.success) throw new Error(`${place} is not an audit record: ${z.prettifyError(record.error)}`);
    if (record.data.seq !== index + 1) {
      throw new Error(`${place} has seq ${record.data.seq} in the place of ${index + 1}: a line was removed or added.`);
    }
    return record.data;
  });
  return { records: records.filter(({ kind }) => kind !== 'header' && kind !== 'checkpoint'), lastLineCut };
}

function parsed(line: string, place: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new Error(`${place} is damaged: it is not JSON.`, { cause: error });
  }
}
