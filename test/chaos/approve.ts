import type { ActionHash } from '#core/ids/action-hash';
import { randomUUID } from 'node:crypto';
import { decisionKeyUse, signDecision } from '#approvals/sign-decision';
import type { SignedDecision } from '#core/actions/decision';
import { openSigningKeys } from '#records/signing-keys';
import { group, issuer } from './cell-configuration.ts';

/** As the approvals service signs it, with the key of a home. */
export async function approvalOf(
  keysFolder: string,
  actionHash: ActionHash,
  previewHash: string,
): Promise<SignedDecision> {
  const key = await (await openSigningKeys(keysFolder, decisionKeyUse)).current();
  const now = Date.now();
  return signDecision(
    {
      actionHash,
      previewHash,
      answer: 'approve',
      reason: '',
      channel: 'page',
      breakGlass: false,
      nonce: randomUUID(),
      expiresAt: new Date(now + 10 * 60_000).toISOString(),
      by: { issuer, subject: 'ada', name: 'Ada' },
      groups: [group],
      authTime: Math.floor(now / 1000) - 5,
      decidedAt: new Date(now).toISOString(),
    },
    key,
  );
}
