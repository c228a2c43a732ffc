import { HeadFile, isSignedHead } from './audit-chain.ts';
import type { AuditFinding } from './audit-finding.ts';
import type { TrustedInstallation } from './check-audit-header.ts';
import type { CheckedFile } from './verify-audit-file.ts';

// Heads kept outside the home show that the end of a log, or a whole log, was removed.

/** The valid heads of the installation, and what is wrong with the others. @param heads by the name of the audit log */
export function trustedHeads(
  heads: ReadonlyMap<string, string>,
  trusted: TrustedInstallation,
): { readonly valid: readonly HeadFile[]; readonly findings: readonly AuditFinding[] } {
  const valid: HeadFile[] = [];
  const findings: AuditFinding[] = [];
  const forged = (file: string, words: string) => findings.push({ kind: 'head_forged', file, words });
  for (const [file, text] of heads) {
    const head = HeadFile.safeParse(parsed(text)).data;
    if (head?.file !== file) {
      forged(file, 'its head outside is not a valid head.');
      continue;
    }
    // One folder may hold the heads of several installations.
    if (head.installation !== trusted.installation) continue;
    const { signature, ...signed } = head;
    const key = trusted.keys.get(head.kid);
    if (key && isSignedHead(signed, signature, key.key)) valid.push(head);
    else forged(file, `its head outside is not signed by the key ${head.kid}.`);
  }
  return { valid, findings };
}

/** Checks a log against its head outside. @param found undefined if the log is missing */
export function checkHead(
  { file, of, head, at }: HeadFile,
  found: CheckedFile | undefined,
  { mayBeMissing }: { readonly mayBeMissing: boolean },
): readonly AuditFinding[] {
  if (!found) {
    const words = `a head of ${at} was kept outside, but the log is missing.`;
    return mayBeMissing ? [] : [{ kind: 'file_missing', file, seq: of, words }];
  }
  // A head is stored outside after its checkpoint is in the file.
  if (found.lines <= of) {
    const next = found.lines + 1;
    const words = `its head outside, of ${at}, belongs to the checkpoint at ${of + 1}; ${found.lines} records are left.`;
    return [{ kind: 'tail_cut', file, line: next, seq: next, words }];
  }
  if (found.hashes.get(of) === head) return [];
  const words = `its head outside, of ${at}, belongs to another record, or to one with other predecessors.`;
  return [{ kind: 'record_changed', file, line: of, seq: of, words }];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The schema refuses what is not JSON.
    return undefined;
  }
}
