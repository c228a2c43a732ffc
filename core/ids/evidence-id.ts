/** `ev_` and the SHA-256 of the canonical JSON of what was asked and what came back (masked). */
export type EvidenceId = `ev_${string}`;
