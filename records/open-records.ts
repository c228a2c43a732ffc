import type { Logger } from 'pino';
import { createBriefStore, type BriefStore } from './brief-store.ts';
import { openContentStore } from './content-store.ts';
import { createDeliveryStore, type DeliveryStore } from './delivery-store.ts';
import { createEvidenceStore, type EvidenceStore } from './evidence-store.ts';
import type { Home } from './home.ts';
import { quarantineBody } from './quarantine.ts';
import { createReportedChanges, type ReportedChangeStore } from './reported-changes.ts';

/** Everything stored on disk except the audit log. Holds no connections: nothing to close. */
export interface Records extends EvidenceStore, DeliveryStore, BriefStore {
  readonly changes: Pick<ReportedChangeStore, 'list'>;
  putChange: ReportedChangeStore['putChange'];
  /** Stores a masked body that could not be parsed, for a person to examine. @returns the digest that names the file */
  quarantine(integration: string, body: string, reason: string): Promise<string>;
}

/** @throws Error that names the folder if the store cannot be opened */
export async function openRecords(home: Home, log: Pick<Logger, 'warn'>): Promise<Records> {
  const content = await openContentStore(home.store);
  const changes = createReportedChanges(home.changes, log);
  return {
    ...createEvidenceStore(content),
    ...createDeliveryStore(content),
    ...createBriefStore(content, home.incidents),
    changes: { list: changes.list },
    putChange: changes.putChange,
    quarantine: (integration, body, reason) => quarantineBody(home.quarantine, integration, body, reason, new Date()),
  };
}
