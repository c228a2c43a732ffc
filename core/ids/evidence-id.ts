const prefix = 'ev_';

/** `ev_` and the SHA-256 of the canonical JSON of what was asked and what came back (masked). */
export type EvidenceId = `${typeof prefix}${string}`;

export function evidenceIdOf(sha256: string): EvidenceId {
  return `${prefix}${sha256}`;
}

export function isEvidenceId(value: unknown): value is EvidenceId {
  return typeof value === 'string' && /^ev_[0-9a-f]{64}$/.test(value);
}

/** The SHA-256 in an id: the name that the store keeps the evidence under. */
export function digestOfEvidence(id: EvidenceId): string {
  return id.slice(prefix.length);
}
