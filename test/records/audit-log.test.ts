import { appendFile, readFile, stat, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { basename, join } from 'node:path';
import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { IntakeAudit } from '#gateway/ports';
import type { ToolAudit } from '#mcp/kit/ports';
import { openProcessAudit } from '#records/audit-log';
import { readAuditLog } from '#records/read-audit-log';
import { outputOf, startProgram } from './run-program.ts';
import { temporaryHome } from './temporary-home.ts';

const intake = { route: 'hook', outcome: 'accepted', httpStatus: 202, bytes: 100 } as const;

describe('the audit log', () => {
  it('has one line per record, numbered without gaps, in a file named by process, start and pid', async () => {
    const log = await openProcessAudit(await temporaryHome(), 'gateway', {
      startedAt: new Date('2026-01-02T03:04:05.678Z'),
    });
    const [intakeAudit, toolAudit]: [IntakeAudit, ToolAudit] = [log, log];
    await intakeAudit.recordIntake({ ...intake, reason: 'two\nlines' });
    await toolAudit.recordToolCall({
      principal: 'investigator',
      server: 'metrics',
      tool: 'query_metrics',
      toolHash: 'x',
      arguments: { query: 'up' },
      outcome: 'ok',
      tookMilliseconds: 5,
      bytes: 10,
    });
    await log.close();
    expect(basename(log.path)).toBe(`gateway-20260102T030405.678Z-${process.pid}.jsonl`);
    expect((await stat(log.path)).mode & 0o777).toBe(0o600);
    const { records, lastLineCut } = await readAuditLog(log.path);
    expect(lastLineCut).toBe(false);
    expect(records).toMatchObject([
      { seq: 3, process: 'gateway', kind: 'intake', outcome: 'accepted', reason: 'two\nlines' },
      { seq: 4, process: 'gateway', kind: 'tool_call', tool: 'query_metrics', arguments: { query: 'up' } },
    ]);
  });

  it('keeps concurrent appends whole and in order', async () => {
    const log = await openProcessAudit(await temporaryHome(), 'gateway');
    await Promise.all(Array.from({ length: 500 }, (_, number) => log.recordIntake({ ...intake, number })));
    await log.close();
    const { records } = await readAuditLog(log.path);
    expect(records.map(({ number }) => number)).toEqual(Array.from({ length: 500 }, (_, number) => number));
  });

  it('finishes what is under way when it is closed, and refuses what comes later', async () => {
    const log = await openProcessAudit(await temporaryHome(), 'gateway');
    const underWay = [log.recordIntake(intake), log.recordIntake(intake)];
    const closed = log.close();
    await expect(log.recordIntake(intake)).rejects.toThrow('is closed');
    await closed;
    await Promise.all(underWay);
    expect((await readAuditLog(log.path)).records).toHaveLength(2);
  });

  it('fails only the record that is not JSON', async () => {
    const log = await openProcessAudit(await temporaryHome(), 'gateway');
    await expect(log.recordIntake({ bytes: 1n })).rejects.toThrow(/BigInt/);
    await log.recordIntake(intake);
    await log.close();
    expect((await readAuditLog(log.path)).records).toMatchObject([{ seq: 3 }]);
  });

  it('is not opened under a name that is a path', async () => {
    await expect(openProcessAudit(await temporaryHome(), '../x')).rejects.toThrow(
      '"audit-../x" is not a valid key use',
    );
  });

  it('has every acknowledged record after its writer was killed', async () => {
    const { audit } = await temporaryHome();
    for (let round = 0; round < 5; round++) {
      const writer = startProgram('append-audit', [audit, '20', '100000']);
      const ended = outputOf(writer);
      await once(writer.stdout!, 'data');
      await new Promise((resolve) => setTimeout(resolve, 11 * round));
      writer.kill('SIGKILL');
      const { output } = await ended;
      const name = (await readdir(audit)).find((file) => file.endsWith(`-${writer.pid}.jsonl`));
      const { records } = await readAuditLog(join(audit, name!));
      const written = new Set(records.map(({ number }) => number));
      const acknowledged = output.split('\n').slice(0, -1).map(Number);
      expect(acknowledged.length).toBeGreaterThan(0);
      expect(acknowledged.filter((number) => !written.has(number))).toEqual([]);
    }
  });
});

describe('reading an audit log', () => {
  async function written() {
    const log = await openProcessAudit(await temporaryHome(), 'gateway');
    for (let number = 0; number < 3; number++) await log.recordIntake({ ...intake, number });
    await log.close();
    return log.path;
  }

  it('tolerates a last line that a crash cut, and tells it', async () => {
    const path = await written();
    await appendFile(path, '{"seq":7,"at":"2026');
    expect(await readAuditLog(path)).toMatchObject({
      lastLineCut: true,
      records: [{ seq: 3 }, { seq: 4 }, { seq: 5 }],
    });
  });

  it('names the line that is damaged', async () => {
    const path = await written();
    await writeFile(path, (await readFile(path, 'utf8')).replace('"seq":2', '"seq:2'));
    await expect(readAuditLog(path)).rejects.toThrow(`${path}:2 is damaged`);
  });

  it('names the place where a line was taken out', async () => {
    const path = await written();
    const lines = (await readFile(path, 'utf8')).split('\n');
    await writeFile(path, lines.toSpliced(1, 1).join('\n'));
    await expect(readAuditLog(path)).rejects.toThrow(`${path}:2 has seq 3 in the place of 2`);
  });

  it('names the file that is not there', async () => {
    await expect(readAuditLog('/nowhere/x.jsonl')).rejects.toThrow('Cannot read the audit log /nowhere/x.jsonl');
  });
});
