import { expect, test } from 'vitest';
import type { AuditLog } from '#records/audit-log';
import type { NewWriteEntry } from '#records/audit-records';
import { type AuthorityParts, createWriteAuthority } from '#workers/execution/write-authority';
import { actionDocument, gatedWrite, nothingAgainst } from '../../negative-controls/scripted-executor.ts';

function authorityWith(entries: NewWriteEntry[]) {
  const audit: Pick<AuditLog, 'recordWrite'> = {
    recordWrite: (entry) => {
      entries.push(entry);
      return Promise.resolve('head');
    },
  };
  return createWriteAuthority({ audit } as AuthorityParts);
}

test('the audit of a write names the back end of its action', async () => {
  const entries: NewWriteEntry[] = [];
  const gated = gatedWrite({ ...nothingAgainst, document: actionDocument({ backEnd: 'cluster-east' }) });
  const authority = authorityWith(entries);
  await authority.record(gated, { state: 'intent' });
  await authority.record(gated, { state: 'executed', reason: 'done' });
  expect(entries).toMatchObject([
    { state: 'intent', server: 'infrastructure', backEnd: 'cluster-east' },
    { state: 'executed', server: 'infrastructure', backEnd: 'cluster-east' },
  ]);
});
