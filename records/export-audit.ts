import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { createActionMarks } from './action-marks.ts';
import { actionHistories } from './audit-changes.ts';
import { copy, copyFolder, digestOf, filesUnder, put } from './bundle-files.ts';
import { changesAsCsv, changesOf } from './change-rows.ts';
import { openContentStore } from './content-store.ts';
import { diskError, errorCode } from './disk-error.ts';
import type { homeFolders } from './home.ts';
import { auditSources, readKeys } from './read-audit.ts';
import { undoRequests } from './undo-requests.ts';
import { verifyAudit, type SeenRecord } from './verify-audit.ts';
import { EvidenceIdSchema } from '#core/ids/id-schemas';
import { digestOfEvidence, type EvidenceId } from '#core/ids/evidence-id';

const bundleFormat = 'holdfast-audit-export/1';

/** The content of an export's `manifest.json`. */
export const BundleManifest = z.strictObject({
  format: z.literal(bundleFormat),
  installation: z.string(),
  /** RFC 3339: the requested period. */
  from: z.string(),
  to: z.string(),
  incident: z.string().optional(),
  exportedAt: z.string(),
  /** What the actions refer to and was not found. */
  missing: z.array(z.string()),
  /** Every other file, relative, sorted. */
  files: z.array(z.strictObject({ path: z.string(), sha256: z.string(), bytes: z.number().int().min(0) })),
});
export type BundleManifest = z.infer<typeof BundleManifest>;

export interface ExportRequest {
  readonly home: ReturnType<typeof homeFolders>;
  /** RFC 3339; from is inclusive, to exclusive. */
  readonly from: string;
  readonly to: string;
  /** Only changes of this incident. The audit logs are exported whole: part of a chain proves nothing. */
  readonly incident?: string;
  /** Must be missing or empty. */
  readonly output: string;
  readonly now: Date;
}

export interface ExportedAudit {
  readonly changes: number;
  readonly files: number;
}

/**
 * Writes everything that an auditor needs into a folder: the whole logs of the period; the public keys; the actions
 * with their marks, decisions and evidence; one row per write. `verifyBundle` verifies it without this machine. The
 * manifest is written last, so a folder without one is not an export. On failure, the files written so far are removed.
 * @throws Error that names the file and the reason
 */
export async function exportAudit(request: ExportRequest): Promise<ExportedAudit> {
  const { output } = request;
  const isOurs = await claimFolder(output);
  try {
    return await fillFolder(request);
  } catch (error) {
    // Written in place: an empty folder that was given may be a volume, and nothing can be renamed onto it.
    const left = isOurs ? [output] : (await readdir(output)).map((name) => join(output, name));
    for (const path of left) await rm(path, { recursive: true, force: true });
    throw error;
  }
}

/** @returns whether it was created */
async function claimFolder(output: string): Promise<boolean> {
  try {
    const isOurs = (await mkdir(output, { recursive: true })) !== undefined;
    if ((await readdir(output)).length === 0) return isOurs;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') throw new Error(`${output} is a file. Name a new folder with --output.`);
    throw diskError('create the folder', output, error);
  }
  throw new Error(`${output} is not empty. Name a new folder with --output.`);
}

async function fillFolder({ home, from, to, incident, output, now }: ExportRequest): Promise<ExportedAudit> {
  const installation = (await readFile(join(home.root, 'installation'), 'utf8')).trim();
  const seen: SeenRecord[] = [];
  const inTime = new Set<string>();
  const keys = await readKeys(join(home.keys, 'public'));
  const sources = await auditSources(home.audit);
  await verifyAudit({
    sources,
    keys,
    installation,
    onRecord: (record) => {
      const { at, actionHash } = record.content;
      if (typeof at === 'string' && at >= from && at < to) inTime.add(record.file);
      if (typeof actionHash === 'string') seen.push(record);
    },
  });
  for (const name of wholeStretches(
    sources.map((source) => source.name),
    inTime,
  ))
    await copy(join(home.audit, name), join(output, 'audit', name));
  await copyFolder(join(home.keys, 'public'), join(output, 'keys'));
  await copyFolder(home.issuerKeys, join(output, 'issuer-keys'));

  const marks = createActionMarks(home.actions);
  const content = await openContentStore(home.store);
  const missing: string[] = [];
  const changes = [];
  const requests = undoRequests(seen);
  const cited = new Set<EvidenceId>();
  for (const [actionHash, history] of actionHistories(seen)) {
    const times = Object.values(history).flatMap(
      (list: readonly { readonly at: string; readonly incident?: string }[]) => list,
    );
    if (!times.some(({ at }) => at >= from && at < to)) continue;
    if (incident !== undefined && !times.some((one) => one.incident === incident)) continue;
    const bytes = await marks.bytesOf(actionHash);
    if (bytes === undefined) missing.push(`the bytes of the action ${actionHash}`);
    const document: unknown = bytes === undefined ? undefined : JSON.parse(bytes);
    await copyFolder(join(home.actions, actionHash), join(output, 'actions', actionHash));
    for (const [index, { jws }] of history.decisions.entries())
      await put(join(output, 'decisions', actionHash, `${index + 1}.jws`), jws);
    for (const id of Cited.safeParse(document).data?.evidence ?? []) cited.add(id);
    const rows = changesOf({ actionHash, history, document, requests });
    changes.push(...rows.filter(({ written_at: at }) => at >= from && at < to));
  }
  // Actions of one incident often cite the same evidence.
  for (const id of cited) {
    const evidence = await content.get(digestOfEvidence(id));
    if (evidence === undefined) missing.push(`the evidence ${id}`);
    else await put(join(output, 'evidence', `${id}.json`), evidence);
  }
  changes.sort((one, other) => (one.written_at < other.written_at ? -1 : 1));
  await put(join(output, 'changes.csv'), changesAsCsv(changes));
  await put(join(output, 'changes.jsonl'), changes.map((change) => `${JSON.stringify(change)}\n`).join(''));

  const files = [];
  for (const path of await filesUnder(output)) files.push({ path: relative(output, path), ...(await digestOf(path)) });
  const manifest: BundleManifest = {
    format: bundleFormat,
    installation,
    from,
    to,
    incident,
    exportedAt: now.toISOString(),
    missing,
    files,
  };
  await put(join(output, 'manifest.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  return { changes: changes.length, files: files.length + 1 };
}

const Cited = z.looseObject({ evidence: z.array(EvidenceIdSchema) });

/** For each process, all files from its first in the period to its last, so that no chain has a gap. */
function wholeStretches(names: readonly string[], inTime: ReadonlySet<string>): readonly string[] {
  const processOf = (name: string) => name.replace(/-\d{8}T\d{6}\.\d{3}Z-\d+\.jsonl$/, '');
  return [...new Set(names.map(processOf))].flatMap((process) => {
    const own = names.filter((name) => processOf(name) === process);
    const first = own.findIndex((name) => inTime.has(name));
    return first < 0 ? [] : own.slice(first, own.findLastIndex((name) => inTime.has(name)) + 1);
  });
}
