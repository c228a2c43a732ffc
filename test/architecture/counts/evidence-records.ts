import { openContentStore } from '#records/content-store';
import { createEvidenceStore, type EvidenceStore } from '#records/evidence-store';

export async function openEvidence(folder: string): Promise<EvidenceStore> {
  return createEvidenceStore(await openContentStore(folder));
}
