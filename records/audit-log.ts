import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { diskError } from './disk-error.ts';
import { makeFolder, syncFolder } from './durable-file.ts';

/** The append-only log of one process. Appends may run concurrently: those that wait together share one sync. */
export interface AuditLog {
  /** The log's file, absolute. */
  readonly path: string;
  /** Durable when it resolves. @throws Error when the record is not written: then what it tells of must not happen */
  recordToolCall(record: object): Promise<void>;
  /** Durable when it resolves. @throws Error when the record is not written: then what it tells of must not happen */
  recordIntake(record: object): Promise<void>;
  /** Durable when it resolves. @throws Error when the record is not written: then what it tells of must not happen */
  recordNotification(record: object): Promise<void>;
  /** Waits for the appends under way, then refuses more. */
  close(): Promise<void>;
}

interface Waiting {
  /** The line's JSON from the second key on, without the opening brace. */
  readonly rest: string;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Creates `<folder>/<process>-<start time>-<pid>.jsonl`. One line per record:
 * `{"seq": from 1 without gaps, "at": RFC 3339, "process", "kind": "tool_call" | "intake" | "notification", ...}`.
 * @throws Error that names the file and the reason
 */
export async function openAuditLog(folder: string, processName: string, startedAt = new Date()): Promise<AuditLog> {
  if (!/^[a-z][a-z0-9-]{0,40}$/.test(processName)) {
    throw new Error(`"${processName}" cannot name an audit log: lower-case letters, digits and "-" only.`);
  }
  await makeFolder(folder);
  const started = startedAt.toISOString().replaceAll(/[:-]/g, '');
  const path = join(folder, `${processName}-${started}-${process.pid}.jsonl`);
  let file: FileHandle;
  try {
    file = await open(path, 'ax', 0o600);
    await syncFolder(folder);
  } catch (error) {
    throw diskError('create the audit log', path, error);
  }

  let waiting: Waiting[] = [];
  let writing: Promise<void> | undefined;
  let seq = 0;
  let size = 0;
  let refusal: Error | undefined;
  let closed = false;

  function append(kind: string, record: object): Promise<void> {
    return new Promise((resolve, reject) => {
      if (refusal) return reject(refusal);
      if (closed) return reject(new Error(`The audit log ${path} is closed.`));
      const rest = JSON.stringify({ at: new Date().toISOString(), process: processName, kind, ...record }).slice(1);
      waiting.push({ rest, resolve, reject });
      writing ??= writeWaiting();
    });
  }

  async function writeWaiting(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      if (refusal) {
        for (const { reject } of batch) reject(refusal);
        continue;
      }
      const bytes = Buffer.from(batch.map(({ rest }, index) => `{"seq":${seq + index + 1},${rest}\n`).join(''));
      try {
        await file.appendFile(bytes);
      } catch (error) {
        await takeBack();
        const reason = diskError('append to the audit log', path, error);
        for (const { reject } of batch) reject(reason);
        continue;
      }
      try {
        await file.datasync();
      } catch (error) {
        // After a failed sync nobody knows what is on disk, and the next sync would claim success.
        refusal = diskError('make durable the audit log', path, error);
        for (const { reject } of batch) reject(refusal);
        continue;
      }
      seq += batch.length;
      size += bytes.length;
      for (const { resolve } of batch) resolve();
    }
    writing = undefined;
  }

  /** Cuts a half-written batch off, so that the next one starts on a line of its own. */
  async function takeBack(): Promise<void> {
    try {
      await file.truncate(size);
    } catch (error) {
      refusal = diskError('cut a half-written record off the audit log', path, error);
    }
  }

  return {
    path,
    recordToolCall: (record) => append('tool_call', record),
    recordIntake: (record) => append('intake', record),
    recordNotification: (record) => append('notification', record),
    async close() {
      closed = true;
      await writing;
      await file.close();
    },
  };
}
