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
 * Checks that an export is complete and its logs are as they were written, using the export alone.
 * @param keys from a trusted source: those in the export came with what they are supposed to prove
 * @throws Error if it cannot be checked: no manifest, an unreadable file
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
    if (expected === undefined) changed(path, 'it is not in the manifest: it was added later.');
    else if ((await digestOf(join(folder, path))).sha256 !== expected)
      changed(path, 'its SHA-256 is not the one in the manifest: it was changed.');
  }
  for (const path of listed.keys()) if (!present.includes(path)) changed(path, 'it is in the manifest, but missing.');

  // Checked by their names, not by the manifest: an attacker who changes a file can change the manifest too.
  for (const path of present.filter((each) =>
    /^(evidence\/ev_[0-9a-f]{64}|actions\/[0-9a-f]{64}\/action)\.json$/.test(each),
  )) {
    const named = /[0-9a-f]{64}/.exec(path)?.[0];
    if ((await digestOf(join(folder, path))).sha256 !== named)
      findings.push({
        kind: 'evidence_changed',
        file: path,
        words: 'the hash of its content is not its name.',
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
        words: `${basename(path)} is not a decision in the audit logs.`,
      });
  }
  return {
    ...result,
    findings: [...result.findings, ...findings],
    notChecked: [
      ...result.notChecked,
      ...(keys
        ? []
        : [
            'whether the public keys belong to the installation: they came with the export (give your own with --key).',
          ]),
      ...manifest.missing.map((what) => `${what}: it was missing when this was exported.`),
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
      `${path} is not the manifest of an export: ${manifest.error.issues[0]?.message ?? ''}. Ask for an unchanged copy of the export.`,
    );
  return manifest.data;
}

/** @returns undefined for what is not JSON */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Why a folder that looks like an export cannot be verified, and what to do. */
export function noManifest(folder: string): string {
  return `${folder} is not a complete export: it has no manifest.json, which is written last and names every file. Export again with "holdfast audit export", or ask for the complete folder. To verify only its audit logs: holdfast audit verify ${join(folder, 'audit')} --key ${join(folder, 'keys')}`;
}
