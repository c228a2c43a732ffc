import type { KeyObject } from 'node:crypto';
import type { AuditHeader } from './audit-chain.ts';
import { auditKeyUse, HeadFile, isSignedHead, noPrevious, auditAlgorithm } from './audit-chain.ts';
import type { AuditFinding } from './audit-finding.ts';
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
  const outside = readHeads();

  const wanted = new Map<string, Set<number>>();
  const want = (file: string, seq: number) => wanted.set(file, (wanted.get(file) ?? new Set()).add(seq));
  for (const { previousFile } of headers.values()) if (previousFile) want(previousFile.file, previousFile.seq);
  for (const { file, of } of outside) want(file, of);

  const events = new Map<string, string>();
  const checked = new Map<string, CheckedFile>();
  for (const source of sources) {
    const header = headers.get(source.name);
    if (header) checkHeader(source.name, header);
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
  for (const head of outside) checkHead(head);

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

  function checkHeader(name: string, header: AuditHeader): void {
    const at = { file: name, line: 1, seq: 1 };
    if (header.algorithm !== auditAlgorithm)
      findings.push({
        kind: 'algorithm_downgraded',
        ...at,
        words: `its header names the algorithm "${header.algorithm.slice(0, 80)}"; only ${auditAlgorithm} is supported.`,
      });
    if (header.installation !== installation)
      findings.push({
        kind: 'foreign_installation',
        ...at,
        words: `it belongs to the installation ${header.installation}, the others to ${installation}.`,
      });
    if (header.file !== name)
      findings.push({ kind: 'file_renamed', ...at, words: `it was written as ${header.file}.` });
    if ((header.previousFile?.head ?? noPrevious) !== header.previous)
      findings.push({
        kind: 'record_changed',
        ...at,
        words: 'its header contradicts itself about the previous file.',
      });
    const key = keys.get(header.kid);
    if (!key)
      findings.push({
        kind: 'unknown_key',
        ...at,
        words: `it is signed with the key ${header.kid}, which is not among the public keys given (${[...keys.keys()].join(', ') || 'none'}).`,
      });
    else if (key.use !== auditKeyUse(header.process))
      findings.push({
        kind: 'unknown_key',
        ...at,
        words: `it is signed with the key ${header.kid}, which is for ${key.use} and not for ${auditKeyUse(header.process)}.`,
      });
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

  function readHeads(): readonly HeadFile[] {
    if (!heads) {
      notChecked.push('whether whole logs at the end were removed: no heads kept outside were given (--heads).');
      return [];
    }
    return [...heads].flatMap(([file, text]) => {
      const head = HeadFile.safeParse(parsed(text));
      const forged = (words: string): readonly HeadFile[] => {
        findings.push({ kind: 'head_forged', file, words });
        return [];
      };
      if (!head.success || head.data.file !== file) return forged('its head outside is not a valid head.');
      const { signature, ...signed } = head.data;
      const key = keys.get(head.data.kid);
      // One folder may hold the heads of several installations.
      if (head.data.installation !== installation) return [];
      if (!key || !isSignedHead(signed, signature, key.key))
        return forged(`its head outside is not signed by the key ${head.data.kid}.`);
      return [head.data];
    });
  }

  function checkHead({ file, of, head, at }: HeadFile): void {
    // A head is stored outside after its checkpoint is in the file.
    const found = checked.get(file);
    if (!found) {
      if (given.earlierLeftOut) return;
      findings.push({
        kind: 'file_missing',
        file,
        seq: of,
        words: `a head of ${at} was kept outside, but the log is missing.`,
      });
    } else if (found.lines <= of)
      findings.push({
        kind: 'tail_cut',
        file,
        line: found.lines + 1,
        seq: found.lines + 1,
        words: `its head outside, of ${at}, belongs to the checkpoint at ${of + 1}; ${found.lines} records are left.`,
      });
    else if (found.hashes.get(of) !== head)
      findings.push({
        kind: 'record_changed',
        file,
        line: of,
        seq: of,
        words: `its head outside, of ${at}, belongs to another record, or to one with other predecessors.`,
      });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The schema refuses what is not JSON.
    return undefined;
  }
}

function commonest(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0];
}
