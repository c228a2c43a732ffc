import { AuditCheckpoint, AuditHeader, checkpointLine, isSignedHead, lineHash } from './audit-chain.ts';
import { findBreaks, type LineFacts } from './audit-breaks.ts';
import { isRecordKind } from './read-audit-log.ts';
import type { AuditFinding } from './audit-finding.ts';
import type { AuditSource, SeenRecord, VerificationKey } from './verify-audit.ts';

/** What is known of one file when it has been read. */
export interface CheckedFile {
  readonly findings: readonly AuditFinding[];
  /** Whole lines. */
  readonly lines: number;
  /** After the last whole line. */
  readonly tornBytes: number;
  /** Of the lines asked for. */
  readonly hashes: ReadonlyMap<number, string>;
  /** The last line that a good checkpoint signs, or is. */
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

/** A process notices within a minute that its key was rotated; clocks differ by as much. */
const retiredGraceMilliseconds = 120_000;
/** A file whose key is wrong has thousands; the first few say it. */
const mostForgedToTell = 5;

/** The header of a log; undefined where its first line is none. */
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

/** Chain, checkpoints and end of one log. */
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
      findings.push({ kind: 'record_changed', file, line, seq: line, words: 'it is of no kind that a log has.' });
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
      return 'it is no checkpoint as the log writes them.';
    const { of, head: signedHead, at, signature, process } = checkpoint.data;
    if (!header) return 'it stands in a file without a header.';
    if (process !== header.process) return `it is of the process ${process}, and the file of ${header.process}.`;
    const signed = { installation: header.installation, file: header.file, kid: header.kid, of, head: signedHead, at };
    if (!key || !isSignedHead(signed, signature, key.key)) return `it is not signed by the key ${header.kid}.`;
    if (key.retiredAt !== undefined && Date.parse(at) > Date.parse(key.retiredAt) + retiredGraceMilliseconds)
      return `it was signed at ${at} with a key that was retired at ${key.retiredAt}.`;
    // A broken chain is told at the line that broke it.
    if (signedHead !== before && !broken)
      return `it signs another record than the one before it: records above were changed and the chain computed anew.`;
    return undefined;
  }

  if (!header)
    findings.push({
      kind: 'header_missing',
      file,
      line: 1,
      seq: 1,
      words:
        'it does not begin with a header: it was removed or changed, or a version before the chain wrote the file.',
    });
  if (forged > mostForgedToTell)
    findings.push({ kind: 'checkpoint_forged', file, words: `${forged} checkpoints are not signed, in all.` });
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
  // The chain holds, and yet the numbers do not begin at 1, or a second header stands inside.
  const words =
    headers > 1
      ? 'a second header stands in it: the log of another start was put after it.'
      : `it begins with record ${facts[0]?.seq ?? 'without a number'}: what was before is missing.`;
  return [{ kind: headers > 1 ? 'record_inserted' : 'record_removed', file: source.name, line: 1, seq: 1, words }];
}

/** Calls for each whole line, without its line feed. @returns how many bytes come after the last */
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

/** The object that a line is, of any shape; undefined where it is none. */
function objectIn(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'));
    return isRecord(value) ? value : undefined;
  } catch {
    // Whether a line may be no JSON is for the caller to say.
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
