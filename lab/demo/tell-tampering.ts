import { cp, mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { homeFolders } from '#records/home';
import { auditSources, readKeys } from '#records/read-audit';
import { verifyAudit } from '#records/verify-audit';
import type { Teller } from './teller.ts';

/** Changes one byte in a copy of the audit logs, and reports the verifier's findings for copy and original. */
export async function tellTampering(home: string, teller: Teller): Promise<void> {
  const { audit, keys } = homeFolders(home);
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-tampered-'));
  try {
    await cp(audit, folder, { recursive: true });
    const name = (await readdir(folder))
      .filter((each) => each.startsWith('executor-'))
      .sort()
      .at(-1);
    if (name === undefined) return teller.tell('The executor has no audit log yet.');
    const place = await flipOneByte(join(folder, name));
    teller.tell(teller.bold(`t: one byte of a copy of ${name} is changed, at ${place}`));
    const known = await readKeys(join(keys, 'public'));
    for (const [what, where] of [
      ['the copy', folder],
      ['the original', audit],
    ] as const) {
      const { findings, records } = await verifyAudit({ sources: await auditSources(where), keys: known });
      teller.tell(`  ${what}: ${findings.length === 0 ? `VERIFIED, ${records} records` : 'TAMPERED'}`);
      for (const { file, line, words } of findings.slice(0, 3)) {
        teller.say(`    ${file}${line === undefined ? '' : `, line ${line}`}: ${words}`);
      }
    }
  } catch (error) {
    teller.tell(`The copy could not be verified: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Changes a letter in the middle, so that the line is still JSON. @returns where */
async function flipOneByte(path: string): Promise<number> {
  const file = await open(path, 'r+');
  try {
    const content = await file.readFile();
    let at = Math.floor(content.length / 2);
    while (at < content.length && !/[a-y]/.test(String.fromCharCode(content[at] ?? 0))) at += 1;
    await file.write(Buffer.from([(content[at] ?? 0x61) + 1]), 0, 1, at);
    return at;
  } finally {
    await file.close();
  }
}
