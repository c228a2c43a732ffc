import type { ActionHash } from '#core/ids/action-hash';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openProcessAudit } from '#records/audit-log';
import type { Home } from '#records/home';
import { auditSources, readHeads, verificationKeys } from '#records/read-audit';
import { publicKeys } from '#records/signing-keys';
import { verifyAudit, type AuditSource, type AuditVerification } from '#records/verify-audit';
import { temporaryHome } from './temporary-home.ts';

const actionHash = 'ab'.repeat(32) as ActionHash;
export const place = {
  actionHash,
  part: 'do',
  environment: 'production',
  service: 'checkout',
  server: 'infrastructure',
  tool: 'scale_deployment',
} as const;

/** A home with a folder for heads beside it. */
export async function auditedHome(): Promise<{ home: Home; heads: string }> {
  const home = await temporaryHome();
  const heads = await mkdtemp(join(tmpdir(), 'holdfast-heads-'));
  onTestFinished(() => rm(heads, { recursive: true, force: true }));
  return { home, heads };
}

/** A process that writes so many intakes, and a write where asked, and closes its log. @returns the file's name */
export async function writeLog(
  home: Home,
  {
    intakes = 3,
    write = false,
    at = new Date(),
    heads,
  }: { intakes?: number; write?: boolean; at?: Date; heads?: string },
): Promise<string> {
  const log = await openProcessAudit(home, 'gateway', { startedAt: at, headsFolder: heads });
  for (let number = 0; number < intakes; number++) await log.recordIntake({ number, note: `delivery ${number}` });
  if (write) {
    await log.recordWrite({ ...place, state: 'intent' });
    await log.recordWrite({ ...place, state: 'executed' });
  }
  await log.close();
  return log.path.slice(home.audit.length + 1);
}

/** The files of a home as bytes, to be tampered with. */
export async function filesOf(home: Home): Promise<Map<string, Buffer>> {
  const names = (await readdir(home.audit)).sort();
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(home.audit, name))] as const)));
}

/** Verifies bytes as if they stood in the home. */
export async function verifyBytes(
  home: Home,
  files: ReadonlyMap<string, Uint8Array>,
  heads?: string,
): Promise<AuditVerification> {
  return verifyAudit({
    sources: [...files].map(([name, bytes]): AuditSource => ({ name, read: () => once(bytes) })),
    keys: verificationKeys((await publicKeys(home.keys)).values()),
    heads: heads === undefined ? undefined : await readHeads(heads),
    installation: home.installation,
  });
}

/** Verifies what stands in the home. */
export async function verifyHome(home: Home, heads?: string): Promise<AuditVerification> {
  return verifyAudit({
    sources: await auditSources(home.audit),
    keys: verificationKeys((await publicKeys(home.keys)).values()),
    heads: heads === undefined ? undefined : await readHeads(heads),
    installation: home.installation,
  });
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield bytes;
}
