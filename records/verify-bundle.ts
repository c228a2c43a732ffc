import { readFile, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { diskError, errorCode } from './disk-error.ts';
import { digestOf, filesUnder } from './bundle-files.ts';
import { BundleManifest } from './export-audit.ts';
import type { AuditFinding } from './audit-finding.ts';
import { sha256 } from './digest.ts';
import { auditSources, readKeys } from './read-audit.ts';
import { verifyAudit, type AuditVerification, type SeenRecord, type VerificationKey } from './verify-audit.ts';

/** Whether a folder is an export. */
export async function isBundle(folder: string): Promise<boolean> {
  return stat(join(folder, 'manifest.json')).then(
    (found) => found.isFile(),
    () => false,
  );
}

/**
 * Whether an export is whole and its logs are as they were written, from the export alone.
 * @param keys from elsewhere: those in the export came with what they are to prove
 * @throws Error where it cannot be checked: no manifest, an unreadable file
 */
export async function verifyBundle(
  folder: string,
  keys?: ReadonlyMap<string, VerificationKey>,
  heads?: ReadonlyMap<string, string>,
): Promise<AuditVerification> {
  const manifest = await manifestOf(folder);
  const findings: AuditFinding[] = [];
  const changed = (file: string, words: string) => findings.push({ kind: 'bundle_changed', file, words });

  const present = (await filesUnder(folder))
    .map((path) => relative(folder, path))
    .filter((path) => path !== 'manifest.json');
  const listed = new Map(manifest.files.map((file) => [file.path, file.sha256]));
  for (const path of present) {
    const expected = listed.get(path);
    if (expected === undefined) changed(path, 'it is not in the manifest: it was put there later.');
    else if ((await digestOf(join(folder, path))).sha256 !== expected)
      changed(path, 'it does not have the SHA-256 that the manifest names: it was changed.');
  }
  for (const path of listed.keys()) if (!present.includes(path)) changed(path, 'it is in the manifest and not there.');

  // By their names and not by the manifest: whoever changes a file can change the manifest too.
  for (const path of present.filter((each) =>
    /^(evidence\/ev_[0-9a-f]{64}|actions\/[0-9a-f]{64}\/action)\.json$/.test(each),
  )) {
    const named = /[0-9a-f]{64}/.exec(path)?.[0];
    if ((await digestOf(join(folder, path))).sha256 !== named)
      findings.push({
        kind: 'evidence_changed',
        file: path,
        words: 'its content does not have the hash that it is named by.',
      });
  }

  const recordedDecisions = new Set<string>();
  const note = ({ content: { kind, jws } }: SeenRecord) => {
    if (kind === 'decision' && typeof jws === 'string') recordedDecisions.add(sha256(jws));
  };
  const result = await verifyAudit({
    sources: await auditSources(join(folder, 'audit')),
    keys: keys ?? (await readKeys(join(folder, 'keys'))),
    heads,
    installation: manifest.installation,
    earlierLeftOut: true,
    onRecord: note,
  });
  for (const path of present.filter((each) => each.startsWith('decisions/'))) {
    if (!recordedDecisions.has((await digestOf(join(folder, path))).sha256))
      findings.push({
        kind: 'evidence_changed',
        file: path,
        words: `${basename(path)} is no decision that the audit logs record.`,
      });
  }
  return {
    ...result,
    findings: [...result.findings, ...findings],
    notChecked: [
      ...result.notChecked,
      ...(keys
        ? []
        : ['whether the public keys are those of the installation: they came with the export (--key names your own).']),
      ...manifest.missing.map((what) => `${what}: it was not there when this was exported.`),
    ],
  };
}

async function manifestOf(folder: string): Promise<BundleManifest> {
  const path = join(folder, 'manifest.json');
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw errorCode(error) === 'ENOENT' ? new Error(noManifest(folder)) : diskError('read', path, error);
  });
  const manifest = BundleManifest.safeParse(parsed(text));
  if (!manifest.success)
    throw new Error(
      `${path} is no manifest of an export: ${manifest.error.issues[0]?.message ?? ''}. Ask for the export again as it was written.`,
    );
  return manifest.data;
}

/** @returns undefined for what is no JSON */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Why a folder that looks like an export cannot be verified, and what to do. */
export function noManifest(folder: string): string {
  return `${folder} is not a whole export: it has no manifest.json, which is written last and names every file. Export again with "holdfast audit export", or ask whoever exported it for the whole folder. Its audit logs alone: holdfast audit verify ${join(folder, 'audit')} --key ${join(folder, 'keys')}`;
}
