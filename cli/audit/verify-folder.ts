import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { auditSources, readHeads, readKeys } from '#records/read-audit';
import { homeFolders } from '#records/home';
import { verifyAudit, type AuditVerification } from '#records/verify-audit';
import { isBundle, noManifest, verifyBundle } from '#records/verify-bundle';
import { chosenConfiguration } from '#terminal/config-option';
import { headsFolder } from '#terminal/heads-folder';

export interface VerifyPlace {
  readonly home: string;
  readonly key?: string;
  readonly heads?: string;
}

/** @param given an export, a home or a folder of audit logs. @throws Error where there is nothing to verify */
export async function verifyFolder(
  given: string | undefined,
  { home, key, heads }: VerifyPlace,
): Promise<AuditVerification> {
  const root = resolve(given ?? home);
  if (!(await isFolder(root)))
    throw new Error(`There is no folder ${root}. Give an export, a home or a folder of audit logs.`);
  const kept = heads ?? (given === undefined ? await headsOfSystem(home) : undefined);
  const outside = kept === undefined ? undefined : await readHeads(resolve(kept));
  if (await isBundle(root))
    return verifyBundle(root, key === undefined ? undefined : await readKeys(resolve(key)), outside);
  if (await isPartOfExport(root)) throw new Error(noManifest(root));
  const audit = (await isFolder(homeFolders(root).audit)) ? homeFolders(root).audit : root;
  const owner = basename(audit) === 'audit' ? homeFolders(resolve(audit, '..')) : undefined;
  if (key === undefined && owner && (await isBundle(owner.root)))
    throw new Error(`${root} is part of an export. Verify all of it with: holdfast audit verify ${owner.root}`);
  if (key === undefined && owner && (await isPartOfExport(owner.root))) throw new Error(noManifest(owner.root));
  const keys = await readKeys(
    key === undefined ? join(owner?.keys ?? homeFolders(resolve(home)).keys, 'public') : resolve(key),
  );
  const sources = await auditSources(audit);
  if (sources.length === 0) throw new Error(`There are no audit logs in ${audit}. Give the folder that has them.`);
  const installation =
    owner && (await readFile(join(owner.root, 'installation'), 'utf8').catch(() => undefined))?.trim();
  return verifyAudit({ sources, keys, heads: outside, installation });
}

/** An export without its manifest: its keys are laid out unlike a home's, or its rows of changes are there. */
async function isPartOfExport(folder: string): Promise<boolean> {
  const { root, audit, keys } = homeFolders(folder);
  const names = await readdir(root);
  if (names.includes('installation') || names.includes('manifest.json') || !(await isFolder(audit))) return false;
  return names.includes('changes.csv') || names.includes('changes.jsonl') || !(await isFolder(join(keys, 'public')));
}

/** Only of the running system: a configuration that happens to be here may belong to another. */
async function headsOfSystem(home: string): Promise<string | undefined> {
  const { isOfSystem, file } = await chosenConfiguration({ home });
  return isOfSystem ? headsFolder({ home, config: file }) : undefined;
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
