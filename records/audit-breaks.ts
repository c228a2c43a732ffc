import type { AuditFinding } from './audit-finding.ts';

/** The chain's facts about one line. */
export interface LineFacts {
  /** Undefined if it is not a JSON object with a number and a hash. */
  readonly seq?: number;
  readonly previous?: string;
  readonly hash: string;
}

/**
 * Explains a broken chain from the lines of the file alone: which ones were changed, removed, inserted or moved.
 * Several changes to neighbouring lines may be reported as one.
 */
export function findBreaks(file: string, facts: readonly LineFacts[]): readonly AuditFinding[] {
  const placeOf = new Map(facts.map(({ hash }, index) => [hash, index]));
  const open = new Set<number>();
  for (let index = 1; index < facts.length; index++) if (isBroken(facts, index)) open.add(index);
  const findings: AuditFinding[] = [];

  const tell = (kind: AuditFinding['kind'], index: number, words: string) =>
    findings.push({ kind, file, line: index + 1, seq: facts[index]?.seq ?? index + 1, words });
  const cover = (from: number, to: number) => {
    for (let index = from; index <= to; index++) open.delete(index);
  };
  const sourceOf = (index: number) => placeOf.get(facts[index]?.previous ?? '');

  for (const index of [...open]) {
    const source = sourceOf(index);
    if (!open.has(index) || source === undefined || source < index) continue;
    tell('records_reordered', index, `it follows line ${source + 1}, which comes after it: lines were reordered.`);
    cover(index, source + 1);
  }
  for (const index of [...open]) {
    const source = sourceOf(index);
    if (!open.has(index) || source === undefined || source >= index - 1) continue;
    const lines = source + 2 === index ? `line ${index}` : `lines ${source + 2} to ${index}`;
    tell('record_inserted', source + 1, `line ${index + 1} follows line ${source + 1}: ${lines} inserted.`);
    cover(source + 1, index);
  }
  for (const index of [...open]) {
    const [before, here] = [facts[index - 1]?.seq, facts[index]?.seq];
    if (!open.has(index) || before === undefined || here === undefined || here <= before + 1) continue;
    const missing = here === before + 2 ? `record ${before + 1} is` : `records ${before + 1} to ${here - 1} are`;
    tell('record_removed', index, `${missing} missing before it.`);
    cover(index, index);
  }
  for (const index of [...open]) {
    if (!open.has(index)) continue;
    const here = facts[index];
    const ownFault =
      here?.previous === undefined || here.previous === facts[index - 1]?.hash || (open.has(index + 1) && index > 1);
    const changed = ownFault ? index : index - 1;
    tell('record_changed', changed, 'it was changed: its hash is not the one that the next line names.');
    cover(index, ownFault ? index + 1 : index);
  }
  return findings;
}

function isBroken(facts: readonly LineFacts[], index: number): boolean {
  const [before, here] = [facts[index - 1], facts[index]];
  return here?.previous === undefined || here.previous !== before?.hash || here.seq !== (before.seq ?? NaN) + 1;
}
