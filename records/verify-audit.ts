import type { KeyObject } from 'node:crypto';
import type { AuditHeader } from './audit-chain.ts';
import type { AuditFinding } from './audit-finding.ts';
import { checkHead, trustedHeads } from './check-audit-heads.ts';
import { checkAuditHeader } from './check-audit-header.ts';
import { checkAuditFile, headerOf, type CheckedFile } from './verify-audit-file.ts';

/** One audit log. It is read up to three times. */
export interface AuditSource {
  /** Its file name. */
  readonly name: string;
  read(): AsyncIterable<Uint8Array>;
}

export interface VerificationKey {
  readonly key: KeyObject;
  /** `audit-<process>`: the key of one log signs no other log. */
  readonly use: string;
  /** RFC 3339. */
  readonly retiredAt?: string;
}

/** One record of a log; not a header or a checkpoint. */
export interface SeenRecord {
  readonly file: string;
  readonly line: number;
  readonly hash: string;
  readonly content: Readonly<Record<string, unknown>>;
}

export interface AuditToVerify {
  readonly sources: readonly AuditSource[];
  /** By kid. */
  readonly keys: ReadonlyMap<string, VerificationKey>;
  /** Heads kept outside, by the name of the audit log. Absent if none were given. */
  readonly heads?: ReadonlyMap<string, string>;
  /** The installation that the logs must belong to. Default: that of most of them. */
  readonly installation?: string;
  /** The oldest files may continue one that was not given: an export covers a period. */
  readonly earlierLeftOut?: boolean;
  readonly onRecord?: (record: SeenRecord) => void;
}

export interface AuditVerification {
  /** Empty if no tampering was found in what could be checked. */
  readonly findings: readonly AuditFinding[];
  /** Worth knowing, but not tampering. */
  readonly notes: readonly string[];
  readonly notChecked: readonly string[];
  readonly files: number;
  readonly records: number;
  readonly checkpoints: number;
  /** RFC 3339: the first and the last record. */
  readonly from?: string;
  readonly to?: string;
}

/**
 * Checks that audit logs are as their processes wrote them, using the files, the public keys and the heads kept
 * outside. Works offline. Files are streamed; memory holds the hashes of one file if its chain is broken, and the ids
 * of events.
 */
export async function verifyAudit(given: AuditToVerify): Promise<AuditVerification> {
  const { sources, keys, heads, onRecord } = given;
  const findings: AuditFinding[] = [];
  const notes: string[] = [];
  const notChecked: string[] = [];

  const headers = new Map<string, AuditHeader>();
  for (const source of sources) {
    const header = await headerOf(source);
    if (header) headers.set(source.name, header);
  }
  const installation = given.installation ?? commonest([...headers.values()].map((header) => header.installation));
  const trusted = { installation, keys };
  const { valid: outside, findings: forged } = trustedHeads(heads ?? new Map<string, string>(), trusted);
  findings.push(...forged);
  if (!heads)
    notChecked.push('whether whole logs at the end were removed: no heads kept outside were given (--heads).');

  const wanted = new Map<string, Set<number>>();
  const want = (file: string, seq: number) => wanted.set(file, (wanted.get(file) ?? new Set()).add(seq));
  for (const { previousFile } of headers.values()) if (previousFile) want(previousFile.file, previousFile.seq);
  for (const { file, of } of outside) want(file, of);

  const events = new Map<string, string>();
  const checked = new Map<string, CheckedFile>();
  for (const source of sources) {
    const header = headers.get(source.name);
    if (header) findings.push(...checkAuditHeader(source.name, header, trusted));
    const file = await checkAuditFile(source, header, {
      key: header && keys.get(header.kid),
      wanted: wanted.get(source.name) ?? new Set<number>(),
      onRecord: (record) => {
        noteRepeated(record);
        onRecord?.(record);
      },
    });
    checked.set(source.name, file);
    findings.push(...file.findings);
  }
  for (const [name, file] of checked) {
    const header = headers.get(name);
    if (header?.previousFile) checkPrevious(name, header, header.previousFile);
    checkEnd(name, file);
  }
  for (const head of outside)
    findings.push(...checkHead(head, checked.get(head.file), { mayBeMissing: given.earlierLeftOut === true }));

  const times = [...checked.values()].flatMap(({ from, to }) => [from, to]).filter((time) => time !== undefined);
  const sum = (of: (file: CheckedFile) => number) => [...checked.values()].reduce((total, file) => total + of(file), 0);
  return {
    findings,
    notes,
    notChecked,
    files: sources.length,
    records: sum(({ records }) => records),
    checkpoints: sum(({ checkpoints }) => checkpoints),
    from: times.reduce<string | undefined>(
      (first, time) => (first === undefined || time < first ? time : first),
      undefined,
    ),
    to: times.reduce<string | undefined>((last, time) => (last === undefined || time > last ? time : last), undefined),
  };

  function noteRepeated({ file, line, content }: SeenRecord): void {
    const { eventId } = content;
    if (typeof eventId !== 'string') return;
    const place = `${file}:${line}`;
    const before = events.get(eventId);
    if (before !== undefined) notes.push(`${place} records the same event as ${before}: an activity was retried.`);
    else events.set(eventId, place);
  }

  function checkPrevious(name: string, header: AuditHeader, previous: NonNullable<AuditHeader['previousFile']>): void {
    const { file, seq, head, tornBytes, live } = previous;
    const before = checked.get(file);
    if (!before) {
      if (given.earlierLeftOut && !followsAnother(name, header))
        return void notChecked.push(`${file}, which ${name} continues: it is not among the given files.`);
      return void findings.push({
        kind: 'file_missing',
        file,
        seq,
        words: `${name} continues it, but it is missing: it was removed, or it is elsewhere and must be given too.`,
      });
    }
    if (before.lines < seq)
      return void findings.push({
        kind: 'tail_cut',
        file,
        line: before.lines + 1,
        seq: before.lines + 1,
        words: `${name}, which continues it, found ${seq} records; ${before.lines} are left.`,
      });
    if (seq > 0 && before.hashes.get(seq) !== head)
      return void findings.push({
        kind: 'record_changed',
        file,
        line: seq,
        seq,
        words: `${name}, which continues it, found another record there.`,
      });
    if (tornBytes !== undefined && before.lines === seq && before.tornBytes !== tornBytes)
      return void findings.push({
        kind: 'tail_cut',
        file,
        line: seq + 1,
        seq: seq + 1,
        words: `${name} found ${tornBytes} bytes of a record that a crash cut; ${before.tornBytes} are left.`,
      });
    if (before.lines > seq && !live && before.signedSeq <= seq)
      findings.push({
        kind: 'record_inserted',
        file,
        line: seq + 1,
        seq: seq + 1,
        words: `${name}, which began later, found its end at record ${seq}; no signature covers what follows.`,
      });
  }

  /** Whether an older file of the same process is given. */
  function followsAnother(name: string, { process }: AuditHeader): boolean {
    return [...headers].some(([other, header]) => header.process === process && other < name);
  }

  function checkEnd(name: string, file: CheckedFile): void {
    const followers = [...headers.values()].flatMap(({ previousFile }) =>
      previousFile?.file === name ? [previousFile] : [],
    );
    if (file.tornBytes > 0) {
      const told = followers.some(({ tornBytes }) => tornBytes === file.tornBytes);
      if (told || followers.every(({ seq }) => seq < file.lines))
        notes.push(
          `${name} ends in a record that was cut off after record ${file.lines}, by a crash or because it is being written; it was never acknowledged.`,
        );
      else
        findings.push({
          kind: 'torn_record',
          file: name,
          line: file.lines + 1,
          seq: file.lines + 1,
          words: 'it ends in half a record, but the file that continues it found none.',
        });
    }
    const unsigned = file.lines - file.signedSeq;
    if (unsigned > 0 && followers.every(({ seq }) => seq < file.lines))
      notChecked.push(
        `the last ${unsigned} records of ${name} (from record ${file.signedSeq + 1}): no checkpoint covers them yet.`,
      );
    const known = file.closed || followers.length > 0 || outside.some((head) => head.file === name);
    if (!known)
      notChecked.push(
        `whether the end of ${name} was cut off: it was not closed, no later log names it, and no head of it was kept outside.`,
      );
  }
}

function commonest(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0];
}
