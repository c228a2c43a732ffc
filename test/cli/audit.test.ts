import type { ActionHash } from '#core/ids/action-hash';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { auditCommand } from '#cli/audit';
import { writeSystemFile } from '#terminal/system-file';
import { createActionMarks } from '#records/action-marks';
import { openProcessAudit } from '#records/audit-log';
import { openContentStore } from '#records/content-store';
import { sha256 } from '#records/digest';
import type { Home } from '#records/home';
import { temporaryHome } from '../records/temporary-home.ts';
import { runCommand } from './command-output.ts';

const incident = 'incident/am/0123456789abcdef-01234567';

/** A home in which somebody asked for one write, somebody else approved it, and it ran. */
async function writtenHome(): Promise<{ home: Home; actionHash: string; evidence: string }> {
  const home = await temporaryHome();
  const evidence = `ev_${await (await openContentStore(home.store)).put('{"tool":"x"}')}`;
  const document = {
    title: '=cmd|calc!A1',
    parameters: { replicas: 6 },
    startedBy: { name: 'ada', channel: 'page', verified: true },
    proposedAt: '2026-03-01T10:00:00Z',
    undo: { tool: 'scale_deployment', undoBy: '2026-03-01T11:00:00Z' },
    evidence: [evidence],
  };
  const bytes = JSON.stringify(document);
  const actionHash = sha256(bytes) as ActionHash;
  await createActionMarks(home.actions).putBytes(actionHash, bytes);
  const place = { environment: 'production', service: 'checkout', server: 'infrastructure', tool: 'scale_deployment' };
  const log = await openProcessAudit(home, 'executor');
  await log.recordToolCall({ principal: 'executor', server: 'metrics', tool: 'query_metrics', outcome: 'ok' });
  await log.recordPolicy({
    actionHash,
    incident,
    part: 'do',
    moment: 'execution',
    previewHash: 'cd'.repeat(32),
    verdict: { kind: 'approvals', policySha256: 'x', rules: [], needs: { parts: [], signIn: false } },
    preview: {
      changes: [{ field: 'replicas', from: '3', to: '6' }],
      instances: [],
      instancesInAll: 3,
      instancesReady: 3,
      risk: 'reversible',
      amounts: {},
      warnings: [],
    },
  });
  const by = { issuer: 'https://login', subject: 'b-1', name: 'bob' };
  await log.recordDecision({ actionHash, incident, outcome: 'verified', jws: 'a.b.c', answer: 'approve', by });
  await log.recordWrite({ actionHash, incident, part: 'do', ...place, state: 'intent' });
  await createActionMarks(home.actions).mark(actionHash, 'intent', {});
  await log.recordWrite({ actionHash, incident, part: 'do', ...place, state: 'executed' });
  await log.close();
  return { home, actionHash, evidence };
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-export-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const audit = (...given: readonly string[]) => runCommand(auditCommand, ...given);

describe('holdfast audit show', () => {
  it('prints a line for each record, or only those of a kind, an action, an incident, a time', async () => {
    const { home, actionHash } = await writtenHome();
    const lines = async (...given: string[]) =>
      (await audit('show', '--home', home.root, ...given)).output.split('\n').slice(0, -1);
    const all = await lines();
    expect(all).toHaveLength(5);
    expect(all[3]).toMatch(
      /^20\S+Z {2}executor +intent +state=intent part=do actionHash=[0-9a-f]{12} server=infrastructure tool=scale_deployment service=checkout environment=production/,
    );
    expect(await lines('--kind', 'decision')).toEqual([expect.stringContaining('answer=approve')]);
    expect(await lines('--action', actionHash.slice(0, 8))).toHaveLength(4);
    expect(await lines('--incident', incident)).toHaveLength(4);
    expect(await lines('--since', '-1h')).toHaveLength(5);
    expect(await lines('--since', '2100-01-01')).toEqual([]);
    expect(JSON.parse((await lines('--kind', 'result', '--json'))[0]!)).toMatchObject({
      state: 'executed',
      actionHash,
    });
  });

  it('refuses a time that is none', async () => {
    await expect(audit('show', '--since', 'yesterday')).rejects.toThrow();
  });

  it('says so where nothing is like that, and refuses a kind, a hash and a home that are none', async () => {
    const { home } = await writtenHome();
    const nothing = await audit('show', '--home', home.root, '--incident', 'incident/none/1');
    expect(nothing).toMatchObject({ output: '', errors: 'No audit record matches.\n' });
    await expect(audit('show', '--home', home.root, '--kind', 'decisions')).rejects.toThrow();
    await expect(audit('show', '--home', home.root, '--action', 'latest')).rejects.toThrow();
    await expect(audit('show', '--home', `${home.root}-none`)).rejects.toThrow('There is no audit log in');
  });
});

describe('holdfast audit verify', () => {
  it('ends with 0 and says what it covers where nothing was changed', async () => {
    const { home } = await writtenHome();
    const { output, exitCode } = await audit('verify', '--home', home.root);
    expect(exitCode).toBe(0);
    expect(output).toMatch(/^VERIFIED: .*\n1 file, 5 records, 5 checkpoints, from 20.* to 20.*\.\nNot checked:\n/);
  });

  it('ends with 1 and names file, line and record where one was changed', async () => {
    const { home } = await writtenHome();
    const [name = ''] = await readdir(home.audit);
    const path = join(home.audit, name);
    await writeFile(path, (await readFile(path, 'utf8')).replace('"query_metrics"', '"query_metric5"'));
    const { output, exitCode } = await audit('verify', home.audit);
    expect(exitCode).toBe(1);
    expect(output).toContain(`record_changed: ${name}, line 3 (record 3):`);
    const { output: json } = await audit('verify', home.root, '--json');
    expect(JSON.parse(json)).toMatchObject({ findings: [{ kind: 'record_changed', file: name, line: 3 }] });
  });

  it('ends with 2 where there is nothing to verify, or the key is none', async () => {
    const { home } = await writtenHome();
    const nothing = await audit('verify', await newFolder(), '--home', home.root);
    expect([nothing.exitCode, nothing.errors]).toEqual([2, expect.stringContaining('There are no audit logs in')]);
    expect((await audit('verify', '--home', home.root, '--key', join(home.root, 'installation'))).exitCode).toBe(2);
    expect((await audit('verify', '--home', home.root, '--heads', '/nowhere')).exitCode).toBe(2);
  });

  it('takes the heads of the home from where the running system keeps them, and of another folder not', async () => {
    const { home } = await writtenHome();
    const configurationFile = join(home.root, 'its-own.yaml');
    const text = 'apiVersion: holdfast/v2\nkind: Configuration\naudit: { heads: /nowhere }\n';
    await writeFile(configurationFile, text);
    await writeSystemFile(home.root, {
      namespace: 'default',
      taskQueue: 'investigate',
      gatewayUrl: 'http://127.0.0.1:8480',
      configurationFile,
    });
    const own = await audit('verify', '--home', home.root);
    expect([own.exitCode, own.errors]).toEqual([2, expect.stringContaining('/nowhere')]);
    expect((await audit('verify', home.root, '--home', home.root)).exitCode).toBe(0);
  });

  it('takes the public key from elsewhere', async () => {
    const { home } = await writtenHome();
    const folder = await newFolder();
    await cp(join(home.keys, 'public'), folder, { recursive: true });
    await cp(home.audit, join(folder, 'logs'), { recursive: true });
    const [key = ''] = (await readdir(folder)).filter((name) => name.endsWith('.json'));
    expect((await audit('verify', join(folder, 'logs'), '--key', join(folder, key))).exitCode).toBe(0);
  });
});

describe('holdfast audit export', () => {
  async function exported() {
    const written = await writtenHome();
    const folder = join(await newFolder(), 'bundle');
    const { output } = await audit('export', '--home', written.home.root, '--from', '-1h', '--output', folder);
    return { ...written, folder, output };
  }

  it('has the logs whole, the keys, the action, its decisions and evidence, and a row for the write', async () => {
    const { folder, actionHash, evidence, output } = await exported();
    expect(output).toContain('1 change in');
    expect((await readdir(folder)).sort()).toEqual(
      ['actions', 'audit', 'changes.csv', 'changes.jsonl', 'decisions', 'evidence', 'keys', 'manifest.json'].sort(),
    );
    expect(await readFile(join(folder, 'decisions', actionHash, '1.jws'), 'utf8')).toBe('a.b.c');
    expect(await readdir(join(folder, 'evidence'))).toEqual([`${evidence}.json`]);
    expect((await readdir(join(folder, 'actions', actionHash))).sort()).toEqual(['action.json', 'intent.json']);
    const row: unknown = JSON.parse(await readFile(join(folder, 'changes.jsonl'), 'utf8'));
    expect(row).toMatchObject({
      action_hash: actionHash,
      part: 'do',
      asked_by: 'ada',
      approved_by: '',
      approvals: 'cannot be counted: this version cannot read the bytes of the action',
      previewed: 'replicas: 3 -> 6',
      outcome: 'executed',
      policy: 'approvals',
      parameters: '{"replicas":6}',
      undo: 'scale_deployment until 2026-03-01T11:00:00Z',
    });
    // A spreadsheet would run what begins so.
    expect(await readFile(join(folder, 'changes.csv'), 'utf8')).toContain(`,"'=cmd|calc!A1",`);
  });

  it('verifies where nothing of the home is there any more, and says whose key was not checked', async () => {
    const { folder, home } = await exported();
    const elsewhere = join(await newFolder(), 'given');
    await cp(folder, elsewhere, { recursive: true });
    await rm(home.root, { recursive: true });
    const { output, exitCode } = await audit('verify', elsewhere, '--home', '/nowhere');
    expect([exitCode, output]).toEqual([0, expect.stringContaining('they came with the export')]);
  });

  it.each([
    ['a payload of evidence', /^evidence/, 'evidence_changed'],
    ['the bytes of the action', /action\.json$/, 'evidence_changed'],
    ['a decision', /\.jws$/, 'evidence_changed'],
    ['an audit log', /^audit/, 'record_changed'],
    ['a row of changes', /changes\.csv$/, 'bundle_changed'],
  ])('names %s that was changed, also where the manifest was made to fit', async (_what, which, kind) => {
    const { folder } = await exported();
    const manifestPath = join(folder, 'manifest.json');
    const manifest = JSON.parse(await readFile(manifestPath, 'utf8')) as { files: { path: string; sha256: string }[] };
    const entry = manifest.files.find(({ path }) => which.test(path))!;
    const path = join(folder, entry.path);
    const text = await readFile(path, 'utf8');
    const at = text.length >> 1;
    const changed = `${text.slice(0, at)}${text[at] === 'x' ? 'y' : 'x'}${text.slice(at + 1)}`;
    await writeFile(path, changed);
    const found = async () =>
      (JSON.parse((await audit('verify', folder, '--json')).output) as { findings: { kind: string }[] }).findings.map(
        (finding) => finding.kind,
      );
    expect(await found()).toContain('bundle_changed');
    if (kind === 'bundle_changed') return;
    await writeFile(
      manifestPath,
      JSON.stringify({
        ...manifest,
        files: manifest.files.map((file) => (file === entry ? { ...file, sha256: sha256(changed) } : file)),
      }),
    );
    expect(await found()).toContain(kind);
  });

  it('is no whole export without its manifest, whichever part of it is named', async () => {
    const { folder } = await exported();
    const whole = await audit('verify', join(folder, 'audit'), '--home', '/nowhere');
    expect([whole.exitCode, whole.errors]).toEqual([2, expect.stringContaining(`holdfast audit verify ${folder}\n`)]);
    await rm(join(folder, 'manifest.json'));
    for (const given of [[folder], [join(folder, 'audit')], [folder, '--key', join(folder, 'keys')]]) {
      const { errors, exitCode } = await audit('verify', ...given, '--home', '/nowhere');
      expect([exitCode, errors]).toEqual([
        2,
        expect.stringContaining(`${folder} is not a complete export: it has no manifest.json`),
      ]);
    }
    const logs = await audit('verify', join(folder, 'audit'), '--key', join(folder, 'keys'), '--home', '/nowhere');
    expect(logs.exitCode).toBe(0);
  });

  it('has evidence once that two actions cite', async () => {
    const { home, evidence } = await writtenHome();
    const bytes = JSON.stringify({ title: 'another', evidence: [evidence, evidence] });
    const actionHash = sha256(bytes) as ActionHash;
    await createActionMarks(home.actions).putBytes(actionHash, bytes);
    const log = await openProcessAudit(home, 'executor');
    await log.recordAction({ actionHash, state: 'proposed' });
    await log.close();
    const folder = join(await newFolder(), 'bundle');
    await audit('export', '--home', home.root, '--from', '-1h', '--output', folder);
    expect(await readdir(join(folder, 'evidence'))).toEqual([`${evidence}.json`]);
    expect((await readdir(join(folder, 'actions'))).length).toBe(2);
    expect((await audit('verify', folder)).exitCode).toBe(0);
  });

  it('leaves nothing behind where it fails, and an empty folder that was there empty', async () => {
    const { home, actionHash } = await writtenHome();
    await writeFile(join(home.actions, actionHash, 'action.json'), '{"torn');
    const parent = await newFolder();
    const failing = (folder: string) => audit('export', '--home', home.root, '--from', '-1h', '--output', folder);
    await expect(failing(join(parent, 'bundle'))).rejects.toThrow();
    expect(await readdir(parent)).toEqual([]);
    await expect(failing(parent)).rejects.toThrow();
    expect(await readdir(parent)).toEqual([]);
  });

  it('names what was put in and what was taken out', async () => {
    const { folder } = await exported();
    await writeFile(join(folder, 'more.txt'), 'x');
    await rm(join(folder, 'changes.csv'));
    const { output, exitCode } = await audit('verify', folder);
    expect(exitCode).toBe(1);
    expect(output).toContain('more.txt: it is not in the manifest');
    expect(output).toContain('changes.csv: it is in the manifest, but missing');
  });

  it('refuses a folder that is not empty and a time that ends before it begins', async () => {
    const { folder, home } = await exported();
    await expect(audit('export', '--home', home.root, '--from', '-1h', '--output', folder)).rejects.toThrow(
      'is not empty',
    );
    await expect(
      audit('export', '--home', home.root, '--from', '-1h', '--output', join(folder, 'manifest.json')),
    ).rejects.toThrow('is a file. Name a new folder');
    await expect(
      audit('export', '--home', home.root, '--from', '-1h', '--to', '-2h', '--output', join(folder, 'new')),
    ).rejects.toThrow('must be later than --from');
  });
});
