import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import {
  auditAlgorithm,
  auditFormat,
  checkpointLine,
  type HeadFile,
  lineHash,
  noPrevious,
  type PreviousFile,
  signHead,
} from './audit-chain.ts';
import { diskError } from './disk-error.ts';
import { syncFolder } from './durable-file.ts';
import type { SigningKey } from './signing-keys.ts';

/** The file that a log writes to, as of its last complete line. */
export interface OpenAuditFile {
  readonly handle: FileHandle;
  readonly name: string;
  readonly kid: string;
  readonly key: SigningKey['privateKey'];
  readonly size: number;
  readonly seq: number;
  /** The hash of the last line. */
  readonly head: string;
  /** The last line covered by a checkpoint, or the checkpoint itself. */
  readonly signedSeq: number;
}

/** Creates a file with its header. @throws Error that names the file and the reason */
export async function createAuditFile(
  folder: string,
  name: string,
  {
    processName,
    installation,
    previousFile,
    key: { kid, privateKey },
  }: {
    readonly processName: string;
    readonly installation: string;
    readonly previousFile: PreviousFile | undefined;
    readonly key: SigningKey;
  },
): Promise<OpenAuditFile> {
  const header = JSON.stringify({
    seq: 1,
    previous: previousFile?.head ?? noPrevious,
    at: new Date().toISOString(),
    process: processName,
    kind: 'header',
    format: auditFormat,
    algorithm: auditAlgorithm,
    installation,
    file: name,
    kid,
    previousFile,
  });
  const path = join(folder, name);
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, 'ax', 0o600);
    const bytes = Buffer.from(`${header}\n`);
    await handle.appendFile(bytes);
    await handle.datasync();
    await syncFolder(folder);
    const head = lineHash(header);
    return { handle, name, kid, key: privateKey, size: bytes.length, seq: 1, head, signedSeq: 0 };
  } catch (error) {
    await handle?.close();
    throw diskError('create the audit log', path, error);
  }
}

export interface BatchLines {
  readonly bytes: Buffer;
  /** The head that a checkpoint of this batch, or of an earlier one, signs. */
  readonly signedHead: string;
  /** The file after the batch. */
  readonly next: OpenAuditFile;
  /** For the folder outside; absent if the batch has no checkpoint. */
  readonly checkpoint?: HeadFile;
}

/**
 * The lines of a batch as they are written to the file, each chained to the one before.
 * @param rests each line's JSON from `at` on, without the opening brace
 */
export function batchLines(
  file: OpenAuditFile,
  rests: readonly string[],
  {
    sign,
    last,
    processName,
    installation,
  }: {
    readonly sign: boolean;
    /** The log is being closed. */
    readonly last?: true;
    readonly processName: string;
    readonly installation: string;
  },
): BatchLines {
  let { seq, head } = file;
  const lines: string[] = [];
  const add = (line: string) => {
    lines.push(line);
    head = lineHash(line);
    seq += 1;
  };
  for (const rest of rests) add(`{"seq":${seq + 1},"previous":"${head}",${rest}`);
  const signedHead = head;
  let checkpoint: HeadFile | undefined;
  // Without anything new the last checkpoint still covers everything, except that the log was closed.
  if (sign && (last === true || lines.length > 0 || file.signedSeq < file.seq)) {
    const at = new Date().toISOString();
    const signed = { installation, file: file.name, kid: file.kid, of: seq, head, at };
    const signature = signHead(signed, file.key);
    checkpoint = { ...signed, signature };
    const kind = 'checkpoint' as const;
    add(
      checkpointLine({ seq: seq + 1, previous: head, at, process: processName, kind, of: seq, head, signature, last }),
    );
  }
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  const signedSeq = checkpoint ? seq : file.signedSeq;
  return { bytes, signedHead, checkpoint, next: { ...file, seq, head, signedSeq, size: file.size + bytes.length } };
}
