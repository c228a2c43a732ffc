import { sign, verify, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { sha256 } from './digest.ts';

// What holds an audit log together. A line's hash is the SHA-256, in lower-case hex, over exactly its bytes in the file
// without the line feed that ends it. Each line has the hash of the line before it as `previous`; the first line of a
// file, its header, has the hash of the last line of the file that it continues, or 64 zeros. A checkpoint signs the
// hash of the line before it (Ed25519) and so, through the chain, every line above.

export const auditAlgorithm = 'sha256+ed25519';
export const auditFormat = 1;
/** The `previous` of the first file. */
export const noPrevious = '0'.repeat(64);

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const ofLine = { seq: z.number().int().min(1), previous: hash, at: z.string(), process: z.string() };

/** A header's reference to the previous file of its process. */
const PreviousFile = z.strictObject({
  file: z.string(),
  /** The number of its complete lines. */
  seq: z.number().int().min(0),
  /** The hash of the last of them. */
  head: hash,
  /** Bytes after it: a record that a crash cut off and that was never acknowledged. */
  tornBytes: z.number().int().min(1).optional(),
  /** Its process appeared to be still running when this file was created. */
  live: z.literal(true).optional(),
});
export type PreviousFile = z.infer<typeof PreviousFile>;

export const AuditHeader = z.strictObject({
  ...ofLine,
  kind: z.literal('header'),
  format: z.literal(auditFormat),
  algorithm: z.string(),
  installation: z.string(),
  /** The file's own name. */
  file: z.string(),
  kid: z.string(),
  previousFile: PreviousFile.optional(),
});
export type AuditHeader = z.infer<typeof AuditHeader>;

/** What a checkpoint signs. */
export interface SignedHead {
  readonly installation: string;
  readonly file: string;
  readonly kid: string;
  /** The line that is signed. */
  readonly of: number;
  /** Its hash. */
  readonly head: string;
  /** RFC 3339. */
  readonly at: string;
}

export const AuditCheckpoint = z.strictObject({
  ...ofLine,
  kind: z.literal('checkpoint'),
  of: z.number().int().min(1),
  head: hash,
  signature: z.string(),
  /** The process closed the log; nothing follows. */
  last: z.literal(true).optional(),
});
export type AuditCheckpoint = z.infer<typeof AuditCheckpoint>;

/** The copy outside the data folder, in `<heads>/<file>.head.json`. */
export const HeadFile = z.strictObject({
  installation: z.string(),
  file: z.string(),
  kid: z.string(),
  of: z.number().int().min(1),
  head: hash,
  at: z.string(),
  signature: z.string(),
});
export type HeadFile = z.infer<typeof HeadFile>;

/** The file name of a head. */
export function headFileName(file: string): string {
  return `${file}.head.json`;
}

export function lineHash(line: Uint8Array | string): string {
  return sha256(line);
}

/** One value per line, in this order, under a title, so that no other signature of the key can be mistaken for it. */
function signedBytes({ installation, file, kid, of, head, at }: SignedHead): Buffer {
  return Buffer.from(`holdfast audit checkpoint 1\n${installation}\n${file}\n${kid}\n${of}\n${head}\n${at}\n`);
}

export function signHead(signed: SignedHead, key: KeyObject): string {
  return sign(null, signedBytes(signed), key).toString('base64url');
}

/** Whether the key made the signature. Another encoding of the same bytes does not count. */
export function isSignedHead(signed: SignedHead, signature: string, key: KeyObject): boolean {
  const bytes = Buffer.from(signature, 'base64url');
  return bytes.toString('base64url') === signature && verify(null, signedBytes(signed), key, bytes);
}

/** A checkpoint as it is written to the file, without the line feed. */
export function checkpointLine(checkpoint: AuditCheckpoint): string {
  const { seq, previous, at, process, kind, of, head, signature, last } = checkpoint;
  return JSON.stringify({ seq, previous, at, process, kind, of, head, signature, last });
}

/** The use of the key that signs the log of a process, and nothing else. */
export function auditKeyUse(processName: string): string {
  return `audit-${processName}`;
}
