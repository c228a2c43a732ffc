import { AuditCheckpoint, AuditHeader, checkpointLine, isSignedHead, lineHash } from './audit-chain.ts';
import { findBreaks, type LineFacts } from './audit-breaks.ts';
import { isRecordKind } from './read-audit-log.ts';
import type { AuditFinding } from './audit-finding.ts';
import type { AuditSource, SeenRecord, VerificationKey } from './verify-audit.ts';

/** The facts about one file after it has been read. */
export interface CheckedFile {
  readonly findings: readonly AuditFinding[];
  /** Complete lines. */
  readonly lines: number;
  /** After the last complete line. */
  readonly tornBytes: number;
  /** Of the requested lines. */
  readonly hashes: ReadonlyMap<number, string>;
  /** The last line that a valid checkpoint signs, or is. */
  readonly signedSeq: number;
  readonly closed: boolean;
  readonly records: number;
  readonly checkpoints: number;
  readonly from?: string;
  readonly to?: string;
}

interface FileCheck {
  readonly key?: VerificationKey;
  readonly wanted: ReadonlySet<number>;
  readonly onRecord: (record: SeenRecord) => void;
}

/** A process notices a rotated key within a minute, and clocks may differ by as much. */
const retiredGraceMilliseconds = 120_000;
/** A file with a wrong key has thousands; the first few are enough. */
const mostForgedToTell = 5;

/** The header of a log; undefined if its first line is not a header. */
export async function headerOf(source: AuditSource): Promise<AuditHeader | undefined> {
  let first: Buffer = Buffer.alloc(0);
  for await (const chunk of source.read()) {
    first = Buffer.concat([first, chunk]);
    const end = first.indexOf(0x0a);
    if (end >= 0) return AuditHeader.safeParse(objectIn(first.subarray(0, end))).data;
    if (first.length > 1_000_000) break;
  }
  return undefined;
}

/** Checks chain, checkpoints and end of one log. */
export async function checkAuditFile(
  source: AuditSource,
  header: AuditHeader | undefined,
  { key, wanted, onRecord }: FileCheck,
): Promise<CheckedFile> {
  const file = source.name;
  const findings: AuditFinding[] = [];
  const hashes = new Map<number, string>();
  let line = 0;
  let head = '';
  let broken = false;
  let forged = 0;
  let signedSeq = 0;
  let [records, checkpoints, closed] = [0, 0, false];
  let [from, to]: (string | undefined)[] = [];

  const tornBytes = await eachLine(source, (bytes) => {
    line += 1;
    const before = head;
    head = lineHash(bytes);
    if (wanted.has(line)) hashes.set(line, head);
    const content = objectIn(bytes);
    if (!content || content['seq'] !== line || (line > 1 && content['previous'] !== before)) broken = true;
    closed = false;
    if (!content) return;
    const { at, kind } = content;
    if (typeof at === 'string') {
      if (from === undefined || at < from) from = at;
      if (to === undefined || at > to) to = at;
    }
    if (kind === 'checkpoint') return checkCheckpoint(content, bytes, before);
    if (line === 1 && header) return;
    if (kind === 'header') broken = true;
    if (!isRecordKind(kind))
      findings.push({ kind: 'record_changed', file, line, seq: line, words: 'its kind is not one of an audit log.' });
    records += 1;
    onRecord({ file, line, hash: head, content });
  });

  function checkCheckpoint(content: object, bytes: Uint8Array, before: string): void {
    checkpoints += 1;
    const problem = problemOf(content, bytes, before);
    if (problem !== undefined) {
      forged += 1;
      if (forged <= mostForgedToTell)
        findings.push({ kind: 'checkpoint_forged', file, line, seq: line, words: problem });
      return;
    }
    if (!broken) signedSeq = line;
    closed = 'last' in content;
  }

  function problemOf(content: object, bytes: Uint8Array, before: string): string | undefined {
    const checkpoint = AuditCheckpoint.safeParse(content);
    if (!checkpoint.success || checkpointLine(checkpoint.data) !== Buffer.from(bytes).toString('utf8'))
      return 'it is not a checkpoint in the form that the log writes.';
    const { of, head: signedHead, at, signature, process } = checkpoint.data;
    if (!header) return 'its file has no header.';
    if (process !== header.process) return `it belongs to the process ${process}, but the file to ${header.process}.`;
    const signed = { installation: header.installation, file: header.file, kid: header.kid, of, head: signedHead, at };
    if (!key || !isSignedHead(signed, signature, key.key)) return `it is not signed by the key ${header.kid}.`;
    if (key.retiredAt !== undefined && Date.parse(at) > Date.parse(key.retiredAt) + retiredGraceMilliseconds)
      return `it was signed at ${at} with a key that was retired at ${key.retiredAt}.`;
    // A broken chain is reported at the line that broke it.
    if (signedHead !== before && !broken)
      return `it signs another record than the one before it: earlier records were changed and the chain was recomputed.`;
    return undefined;
  }

  if (!header)
    findings.push({
      kind: 'header_missing',
      file,
      line: 1,
      seq: 1,
      words:
        'it does not begin with a header: the header was removed or changed, or an old version without a chain wrote the file.',
    });
  if (forged > mostForgedToTell)
    findings.push({ kind: 'checkpoint_forged', file, words: `${forged} checkpoints in total are not signed.` });
  if (broken) findings.unshift(...(await breaksOf(source)));
  return { findings, lines: line, tornBytes, hashes, signedSeq, closed, records, checkpoints, from, to };
}

async function breaksOf(source: AuditSource): Promise<readonly AuditFinding[]> {
  const facts: LineFacts[] = [];
  let headers = 0;
  await eachLine(source, (bytes) => {
    const { seq, previous, kind } = objectIn(bytes) ?? {};
    if (kind === 'header') headers += 1;
    facts.push({
      ...(typeof seq === 'number' && typeof previous === 'string' && { seq, previous }),
      hash: lineHash(bytes),
    });
  });
  const found = findBreaks(source.name, facts);
  if (found.length > 0) return found;
  // The chain is intact, but the numbers do not begin at 1, or there is a second header.
  const words =
    headers > 1
      ? 'it has a second header: the log of another start was appended to it.'
      : `it begins with record ${facts[0]?.seq ?? 'without a number'}: the records before it are missing.`;
  return [{ kind: headers > 1 ? 'record_inserted' : 'record_removed', file: source.name, line: 1, seq: 1, words }];
}

/** Calls back for each complete line, without its line feed. @returns how many bytes follow the last one */
async function eachLine(source: AuditSource, take: (line: Uint8Array) => void): Promise<number> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of source.read()) {
    const bytes =
      rest.length === 0 ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length) : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
      take(bytes.subarray(start, end));
      start = end + 1;
    }
    rest = bytes.subarray(start);
  }
  return rest.length;
}

/** The JSON object of a line, of any shape; undefined if it is not one. */
function objectIn(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'));
    return isRecord(value) ? value : undefined;
  } catch {
    // The caller decides whether a line must be JSON.
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
