import { join, resolve } from 'node:path';
import { auditKeyUse, headFileName, type PreviousFile } from './audit-chain.ts';
import { auditFileName, previousFileOf } from './audit-files.ts';
import { batchLines, createAuditFile, type OpenAuditFile } from './audit-open-file.ts';
import {
  eventIdOf,
  type KillSwitchEntry,
  type NewActionEntry,
  type NewDecisionEntry,
  type NewPolicyEntry,
  type NewWriteEntry,
  type ReviewEntry,
} from './audit-records.ts';
import { diskError } from './disk-error.ts';
import { makeFolder, replaceFile } from './durable-file.ts';
import type { Home } from './home.ts';
import { openSigningKeys, type SigningKeys } from './signing-keys.ts';
import type { ActionHash } from '#core/ids/action-hash';

/**
 * The append-only log of one process. Appends may run concurrently; those that wait together share one sync. Each
 * resolves when its record is durable. @throws Error if it is not: then the recorded operation must not happen
 */
export interface AuditLog {
  /** The current file, absolute. */
  readonly path: string;
  recordToolCall(record: object): Promise<void>;
  recordIntake(record: object): Promise<void>;
  recordNotification(record: object): Promise<void>;
  /** A request to the approvals service, before the executor has judged it. Followed by a checkpoint. */
  recordApproval(record: object): Promise<void>;
  recordPolicy(entry: NewPolicyEntry): Promise<void>;
  recordAction(entry: NewActionEntry): Promise<void>;
  recordKillSwitch(entry: KillSwitchEntry): Promise<void>;
  recordReview(entry: ReviewEntry): Promise<void>;
  /** Followed by a checkpoint, inside and outside. @returns the head that the checkpoint signs */
  recordDecision(entry: NewDecisionEntry): Promise<string>;
  /** Followed by a checkpoint, inside and outside. @returns the head that the checkpoint signs */
  recordWrite(entry: NewWriteEntry): Promise<string>;
  /** Waits for pending appends, signs the log, then refuses more. */
  close(): Promise<void>;
}

export interface AuditOptions {
  readonly keys: Pick<SigningKeys, 'current'>;
  /** A folder outside the data folder that also gets every checkpoint, so that a truncated log is detected. */
  readonly headsFolder?: string;
  readonly startedAt?: Date;
  /** A new file is started when the current one has this size. */
  readonly rotateAtBytes?: number;
  /** How long a record may remain unsigned. */
  readonly checkpointEveryMilliseconds?: number;
  /** Called if a background checkpoint cannot be stored; it is retried. */
  readonly onProblem?: (error: Error) => void;
}

interface Waiting {
  /** The line's JSON from `at` on, without the opening brace. Absent for a checkpoint alone. */
  readonly rest?: string;
  /** Requests a checkpoint right after it. */
  readonly signed: boolean;
  readonly resolve: (head: string) => void;
  readonly reject: (error: Error) => void;
}

/** Action records that a process remembers, to drop repeats. */
const rememberedEvents = 50_000;

/**
 * The log of a process, signed by its own key.
 * @param home the file goes into its audit folder, the key `audit-<process>` into its keys folder
 * @throws Error that names the file and the reason
 */
export async function openProcessAudit(
  home: Pick<Home, 'audit' | 'installation' | 'keys'>,
  processName: string,
  options: Omit<AuditOptions, 'keys'> = {},
): Promise<AuditLog> {
  const keys = await openSigningKeys(home.keys, auditKeyUse(processName));
  return openAuditLog(home, processName, { ...options, keys });
}

/**
 * Creates `<folder>/<process>-<start time>-<pid>.jsonl`. One line per record:
 * `{"seq": from 1 without gaps, "previous": hash of the line before, "at": RFC 3339, "process", "kind", ...}`; the
 * first is the header. Checkpoints follow at least every minute, after each decision, intent and result, and at the
 * end. audit-chain.ts says what is hashed and signed. At 64 MiB a new file continues the log. A record that a crash of
 * an earlier process cut off stays in its file, and the header of the next file says so.
 * @throws Error that names the file and the reason
 */
export async function openAuditLog(
  { audit: folder, installation }: Pick<Home, 'audit' | 'installation'>,
  processName: string,
  options: AuditOptions,
): Promise<AuditLog> {
  if (!/^[a-z][a-z0-9-]{0,34}$/.test(processName)) {
    throw new Error(`"${processName}" is not a valid audit log name: use lower-case letters, digits and "-".`);
  }
  const { keys, rotateAtBytes = 64 * 1024 * 1024, checkpointEveryMilliseconds = 60_000 } = options;
  const headsFolder = options.headsFolder === undefined ? undefined : resolve(options.headsFolder);
  await makeFolder(folder);
  if (headsFolder !== undefined) await makeFolder(headsFolder);

  let waiting: Waiting[] = [];
  let writing: Promise<void> | undefined;
  let refusal: Error | undefined;
  let closed = false;
  /** A checkpoint that is in the file but not yet outside. */
  let unkeptHead: { readonly name: string; readonly content: string } | undefined;
  const seen = new Map<string, Promise<string>>();

  let lastStart = 0;
  const startedAt = options.startedAt ?? new Date();
  let file = await begin(startedAt, await previousFileOf(folder, processName, startedAt));
  // Signs the header, and with it its reference to the previous file.
  await signAll().catch(async (error: unknown) => {
    await file.handle.close();
    throw error;
  });
  const timer = setInterval(() => void checkpointNow(), checkpointEveryMilliseconds).unref();

  async function begin(at: Date, previousFile: PreviousFile | undefined): Promise<OpenAuditFile> {
    // Two files of one process must not start in the same millisecond: file names define their order.
    lastStart = Math.max(at.getTime(), lastStart + 1);
    const name = auditFileName(processName, new Date(lastStart), process.pid);
    return createAuditFile(folder, name, { processName, installation, previousFile, key: await keys.current() });
  }

  function append(kind: string, record: object, signed = false): Promise<string> {
    return new Promise((resolve, reject) => {
      const ours = { at: new Date().toISOString(), process: processName, kind };
      // The log's own fields come first, and no record can override them.
      const rest = JSON.stringify({ ...ours, ...record, ...ours, seq: undefined, previous: undefined }).slice(1);
      enqueue({ rest, signed, resolve, reject });
    });
  }

  function enqueue(entry: Waiting): void {
    if (refusal) return entry.reject(refusal);
    if (closed) return entry.reject(new Error(`The audit log ${join(folder, file.name)} is closed.`));
    waiting.push(entry);
    writing ??= writeWaiting();
  }

  /** Records each event of an action once, however often an activity is retried. */
  function appendOnce(
    kind: string,
    { occurrence, ...entry }: { actionHash: ActionHash; occurrence?: string },
    signed: boolean,
  ): Promise<string> {
    const eventId = eventIdOf(entry.actionHash, kind, occurrence ?? entry);
    const before = seen.get(eventId);
    if (before) return before;
    const appended = append(kind, { eventId, ...entry }, signed);
    seen.set(eventId, appended);
    appended.catch(() => seen.delete(eventId));
    const [oldest] = seen.keys();
    if (seen.size > rememberedEvents && oldest !== undefined) seen.delete(oldest);
    return appended;
  }

  async function checkpointNow(): Promise<void> {
    try {
      await rotateTo((await keys.current()).kid);
      if (file.signedSeq === file.seq && !unkeptHead) return;
      await new Promise<string>((resolve, reject) => enqueue({ signed: true, resolve, reject }));
    } catch (error) {
      if (!closed) options.onProblem?.(error instanceof Error ? error : new Error(String(error)));
    }
  }

  async function rotateTo(kid: string): Promise<void> {
    if (kid === file.kid) return;
    await idle();
    // An overlapping round has already rotated, or an append has started: then the next round will do.
    if (kid === file.kid || writing || closed) return;
    const rotating = rotate();
    writing = rotating.catch(() => undefined);
    await writing;
    writing = waiting.length > 0 ? writeWaiting() : undefined;
    await rotating;
  }

  async function idle(): Promise<void> {
    while (writing) await writing;
  }

  async function writeWaiting(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await writeBatch(batch);
      if (file.size >= rotateAtBytes && !refusal) {
        await rotate().catch((error: unknown) => options.onProblem?.(error as Error));
      }
    }
    writing = undefined;
  }

  async function writeBatch(batch: readonly Waiting[], last?: true): Promise<void> {
    const rejectAll = (error: Error) => batch.forEach(({ reject }) => reject(error));
    if (refusal) return rejectAll(refusal);
    const sign = batch.some(({ signed }) => signed);
    const rests = batch.flatMap(({ rest }) => (rest === undefined ? [] : [rest]));
    const { bytes, next, signedHead, checkpoint } = batchLines(file, rests, { sign, last, processName, installation });
    if (checkpoint && headsFolder !== undefined) unkeptHead = { name: file.name, content: JSON.stringify(checkpoint) };
    try {
      await file.handle.appendFile(bytes);
    } catch (error) {
      await takeBack();
      return rejectAll(diskError('append to the audit log', join(folder, file.name), error));
    }
    try {
      await file.handle.datasync();
    } catch (error) {
      // After a failed sync the content on disk is unknown, and the next sync would report success.
      refusal = diskError('make durable the audit log', join(folder, file.name), error);
      return rejectAll(refusal);
    }
    file = next;
    const problem = sign ? await keepHead() : undefined;
    for (const { signed, resolve, reject } of batch) {
      if (signed && problem) reject(problem);
      else resolve(signedHead);
    }
  }

  async function keepHead(): Promise<Error | undefined> {
    if (!unkeptHead || headsFolder === undefined) return undefined;
    try {
      await replaceFile(join(headsFolder, headFileName(unkeptHead.name)), unkeptHead.content);
      unkeptHead = undefined;
      return undefined;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  /** Signs the current file and continues in a new one. If that cannot be created, the current file stays in use. */
  async function rotate(): Promise<void> {
    await signAll();
    const { handle, name, seq, head } = file;
    file = await begin(new Date(), { file: name, seq, head });
    await handle.close();
    await signAll();
  }

  function signAll(last?: true): Promise<string> {
    return new Promise((resolve, reject) => void writeBatch([{ signed: true, resolve, reject }], last));
  }

  /** Truncates a half-written batch, so that the next one starts on its own line. */
  async function takeBack(): Promise<void> {
    try {
      await file.handle.truncate(file.size);
    } catch (error) {
      refusal = diskError('cut a half-written record off the audit log', join(folder, file.name), error);
    }
  }

  const done = async (appended: Promise<string>) => void (await appended);
  return {
    get path() {
      return join(folder, file.name);
    },
    recordToolCall: (record) => done(append('tool_call', record)),
    recordIntake: (record) => done(append('intake', record)),
    recordNotification: (record) => done(append('notification', record)),
    recordApproval: (record) => done(append('approval', record, true)),
    recordKillSwitch: (entry) => done(append('kill_switch', entry, true)),
    recordReview: (entry) => done(append('review', entry, true)),
    recordPolicy: (entry) => done(appendOnce('policy', entry, false)),
    recordAction: (entry) => done(appendOnce('action', entry, false)),
    recordDecision: (entry) => appendOnce('decision', entry, true),
    recordWrite: (entry) => appendOnce(entry.state === 'intent' ? 'intent' : 'result', entry, true),
    async close() {
      closed = true;
      clearInterval(timer);
      await idle();
      // A log that can no longer be signed is closed anyway; the next start records how it ended.
      if (!refusal) await signAll(true).catch((error: unknown) => options.onProblem?.(error as Error));
      await file.handle.close();
    },
  };
}
