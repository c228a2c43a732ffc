import { auditAlgorithm, auditKeyUse, type AuditHeader, noPrevious } from './audit-chain.ts';
import type { AuditFinding } from './audit-finding.ts';
import type { VerificationKey } from './verify-audit.ts';

/** What a verifier trusts. */
export interface TrustedInstallation {
  readonly installation: string | undefined;
  /** By kid. */
  readonly keys: ReadonlyMap<string, VerificationKey>;
}

/** Checks what the header of a log says about itself. */
export function checkAuditHeader(
  name: string,
  header: AuditHeader,
  { installation, keys }: TrustedInstallation,
): readonly AuditFinding[] {
  const finding = (kind: AuditFinding['kind'], words: string): AuditFinding => ({
    kind,
    file: name,
    line: 1,
    seq: 1,
    words,
  });
  const findings: AuditFinding[] = [];
  const { algorithm, kid } = header;
  if (algorithm !== auditAlgorithm) {
    const words = `its header names the algorithm "${algorithm.slice(0, 80)}"; only ${auditAlgorithm} is supported.`;
    findings.push(finding('algorithm_downgraded', words));
  }
  if (header.installation !== installation) {
    const words = `it belongs to the installation ${header.installation}, the others to ${installation}.`;
    findings.push(finding('foreign_installation', words));
  }
  if (header.file !== name) findings.push(finding('file_renamed', `it was written as ${header.file}.`));
  if ((header.previousFile?.head ?? noPrevious) !== header.previous) {
    findings.push(finding('record_changed', 'its header contradicts itself about the previous file.'));
  }
  const key = keys.get(kid);
  const use = auditKeyUse(header.process);
  if (!key) {
    const given = [...keys.keys()].join(', ') || 'none';
    const words = `it is signed with the key ${kid}, which is not among the public keys given (${given}).`;
    findings.push(finding('unknown_key', words));
  } else if (key.use !== use) {
    findings.push(
      finding('unknown_key', `it is signed with the key ${kid}, which is for ${key.use} and not for ${use}.`),
    );
  }
  return findings;
}
