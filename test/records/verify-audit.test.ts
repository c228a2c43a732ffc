import { beforeEach, describe, expect, it } from 'vitest';
import { lineHash } from '#records/audit-chain';
import type { Home } from '#records/home';
import { openSigningKeys } from '#records/signing-keys';
import { auditedHome, filesOf, verifyBytes, writeLog } from './audited-home.ts';

type Line = Record<string, unknown>;

interface Given {
  readonly home: Home;
  readonly heads: string;
  /** The first and the second log of one process. */
  readonly first: string;
  readonly second: string;
  readonly files: Map<string, Buffer>;
}

async function twoLogs(): Promise<Given> {
  const { home, heads } = await auditedHome();
  const first = await writeLog(home, { intakes: 5, write: true, at: new Date('2026-03-01T10:00:00Z'), heads });
  const second = await writeLog(home, { at: new Date('2026-03-01T11:00:00Z'), heads });
  return { home, heads, first, second, files: await filesOf(home) };
}

const linesOf = (bytes: Buffer) => bytes.toString('utf8').split('\n').slice(0, -1);
const bytesOf = (lines: readonly string[]) => Buffer.from(lines.map((line) => `${line}\n`).join(''));

/** What somebody without the key can do: number and chain all lines anew. */
function chainedAnew(lines: readonly string[]): string[] {
  let head = '0'.repeat(64);
  return lines.map((line, index) => {
    const content = JSON.parse(line) as Line;
    const signs = content['kind'] === 'checkpoint' ? { of: index, head } : {};
    const next = JSON.stringify({
      ...content,
      seq: index + 1,
      previous: index === 0 ? content['previous'] : head,
      ...signs,
    });
    head = lineHash(next);
    return next;
  });
}

describe('verifying audit logs', () => {
  let given: Given;
  beforeEach(async () => {
    given = await twoLogs();
  });

  /** Verifies with the lines of one file changed; `heads: false` without what stands outside. */
  async function tampered(
    change: (lines: string[]) => readonly string[],
    { of = given.first, heads = true }: { of?: string; heads?: boolean } = {},
  ) {
    const files = new Map(given.files).set(of, bytesOf(change(linesOf(given.files.get(of)!))));
    return (await verifyBytes(given.home, files, heads ? given.heads : undefined)).findings;
  }

  it('finds nothing in logs as they were written, and says what they cover', async () => {
    const result = await verifyBytes(given.home, given.files, given.heads);
    expect(result).toMatchObject({ findings: [], notes: [], notChecked: [], files: 2, records: 10 });
    expect(result.checkpoints).toBeGreaterThanOrEqual(5);
    expect(Date.parse(result.to!)).toBeGreaterThanOrEqual(Date.parse(result.from!));
  });

  it('says what it cannot check without heads from outside', async () => {
    const { findings, notChecked } = await verifyBytes(given.home, given.files);
    expect(findings).toEqual([]);
    expect(notChecked).toEqual([expect.stringContaining('no heads kept outside')]);
  });

  it('names a record that was changed', async () => {
    const findings = await tampered((lines) => lines.with(3, lines[3]!.replace('delivery 1', 'delivery 9')));
    expect(findings).toEqual([expect.objectContaining({ kind: 'record_changed', file: given.first, line: 4, seq: 4 })]);
  });

  it('names a record whose link was changed', async () => {
    const findings = await tampered((lines) => lines.with(3, lines[3]!.replace(/"previous":"../, '"previous":"zz')));
    expect(findings).toEqual([expect.objectContaining({ kind: 'record_changed', line: 4 })]);
  });

  it('names a record that is no JSON any more', async () => {
    const findings = await tampered((lines) => lines.with(3, 'gone'));
    expect(findings).toEqual([expect.objectContaining({ kind: 'record_changed', line: 4 })]);
  });

  it('names records that were removed', async () => {
    const [finding, ...more] = await tampered((lines) => lines.toSpliced(3, 2));
    expect(finding).toMatchObject({ kind: 'record_removed', file: given.first, line: 4 });
    expect(finding!.words).toContain('records 4 to 5 are missing');
    // The head outside and the next log do not find what they knew either.
    expect(more.map(({ kind }) => kind)).toEqual(['tail_cut', 'tail_cut']);
  });

  it('names a record that was inserted', async () => {
    const findings = await tampered((lines) => lines.toSpliced(3, 0, lines[3]!.replace('delivery 1', 'delivery 7')));
    expect(findings[0]).toMatchObject({ kind: 'record_inserted', line: 4 });
  });

  it('names records that were reordered', async () => {
    const findings = await tampered((lines) => lines.toSpliced(3, 2, lines[4]!, lines[3]!));
    expect(findings).toEqual([expect.objectContaining({ kind: 'records_reordered', file: given.first, line: 4 })]);
  });

  it.each([
    ['by the head outside', true],
    ['by the next log of the process', false],
  ])('names a tail that was cut, %s', async (_by, heads) => {
    const findings = await tampered((lines) => lines.slice(0, 5), { heads });
    expect(findings[0]).toMatchObject({ kind: 'tail_cut', file: given.first, line: 6, seq: 6 });
  });

  it('names the cut tail of the newest log only by the head outside, and says so without one', async () => {
    const cut = (lines: string[]) => lines.slice(0, 2);
    expect(await tampered(cut, { of: given.second })).toEqual([
      expect.objectContaining({ kind: 'tail_cut', file: given.second, line: 3 }),
    ]);
    const files = new Map(given.files).set(given.second, bytesOf(cut(linesOf(given.files.get(given.second)!))));
    const { findings, notChecked } = await verifyBytes(given.home, files);
    expect(findings).toEqual([]);
    expect(notChecked.join('\n')).toContain(`whether the end of ${given.second} was cut off`);
  });

  it.each(['changed', 'removed', 'inserted'])(
    'is not deceived by a chain that was computed anew after a record was %s',
    async (what) => {
      const findings = await tampered(
        (lines) => {
          if (what === 'changed') return chainedAnew(lines.with(3, lines[3]!.replace('delivery 1', 'delivery 9')));
          if (what === 'removed') return chainedAnew(lines.toSpliced(3, 1));
          return chainedAnew(lines.toSpliced(3, 0, lines[3]!));
        },
        { heads: false },
      );
      expect(findings.map(({ kind }) => kind)).toContain('checkpoint_forged');
    },
  );

  it('names a checkpoint that was signed with another key', async () => {
    const findings = await tampered((lines) => {
      const checkpoint = JSON.parse(lines[1]!) as Line;
      return lines.with(1, JSON.stringify({ ...checkpoint, signature: Buffer.alloc(64, 7).toString('base64url') }));
    });
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'checkpoint_forged', line: 2, seq: 2 }));
  });

  it('names a downgrade of the algorithm', async () => {
    const findings = await tampered((lines) => chainedAnew(lines.with(0, lines[0]!.replace('sha256+ed25519', 'none'))));
    expect(findings[0]).toMatchObject({ kind: 'algorithm_downgraded', file: given.first, line: 1 });
    expect(findings.map(({ kind }) => kind)).toContain('checkpoint_forged');
  });

  it('names a header that was taken off', async () => {
    const findings = await tampered((lines) => lines.slice(1));
    expect(findings.map(({ kind }) => kind)).toContain('header_missing');
  });

  it('names a file that was removed from the middle', async () => {
    const files = new Map(given.files);
    files.delete(given.first);
    const { findings } = await verifyBytes(given.home, files);
    expect(findings).toEqual([expect.objectContaining({ kind: 'file_missing', file: given.first })]);
    expect(findings[0]!.words).toContain(given.second);
  });

  it('names the newest file that was removed, by its head outside', async () => {
    const files = new Map(given.files);
    files.delete(given.second);
    const { findings } = await verifyBytes(given.home, files, given.heads);
    expect(findings).toEqual([expect.objectContaining({ kind: 'file_missing', file: given.second })]);
  });

  it('names the log of another installation, whole or in part', async () => {
    const other = await auditedHome();
    const name = await writeLog(other.home, { at: new Date('2026-03-01T12:00:00Z') });
    const foreign = (await filesOf(other.home)).get(name)!;
    const whole = await verifyBytes(given.home, new Map(given.files).set(name, foreign));
    expect(whole.findings.map(({ kind, file }) => [kind, file])).toContainEqual(['foreign_installation', name]);
    const spliced = await tampered((lines) => lines.toSpliced(4, 0, ...linesOf(foreign).slice(0, 4)));
    expect(spliced[0]).toMatchObject({ kind: 'record_inserted', file: given.first, line: 5 });
  });

  it('names a log that was put in the place of another of the same process', async () => {
    const files = new Map(given.files).set(given.second, given.files.get(given.first)!);
    const { findings } = await verifyBytes(given.home, files, given.heads);
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'file_renamed', file: given.second }));
  });

  it('does not take the key of another process, nor one that is not given', async () => {
    const { home, files } = given;
    const other = await auditedHome();
    await openSigningKeys(other.home.keys, 'audit-gateway');
    const { findings } = await verifyBytes({ ...home, keys: other.home.keys }, files);
    expect(findings.map(({ kind }) => kind)).toContain('unknown_key');
  });

  it('names records that were added after the end that a later log found', async () => {
    const findings = await tampered(
      (lines) => {
        const seq = lines.length + 1;
        return [
          ...lines,
          JSON.stringify({ seq, previous: lineHash(lines.at(-1)!), at: 'x', process: 'gateway', kind: 'intake' }),
        ];
      },
      { heads: false },
    );
    expect(findings).toEqual([expect.objectContaining({ kind: 'record_inserted', file: given.first })]);
  });

  it('tells an event that was recorded twice, and calls it no tampering', async () => {
    const { home } = await auditedHome();
    await writeLog(home, { write: true, at: new Date('2026-03-01T10:00:00Z') });
    await writeLog(home, { write: true, at: new Date('2026-03-01T11:00:00Z') });
    const { findings, notes } = await verifyBytes(home, await filesOf(home));
    expect(findings).toEqual([]);
    expect(notes).toHaveLength(2);
    expect(notes[0]).toContain('records the same event as');
  });
});
