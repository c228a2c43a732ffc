import type { Logger } from 'pino';
import { createBriefStore, type BriefStore } from './brief-store.ts';
import { openContentStore } from './content-store.ts';
import { createDeliveryStore, type DeliveryStore } from './delivery-store.ts';
import { createEvidenceStore, type EvidenceStore } from './evidence-store.ts';
import type { Home } from './home.ts';
import { quarantineBody } from './quarantine.ts';
import { createReportedChanges, type ReportedChangeStore } from './reported-changes.ts';

/** All that is kept on disk beside the audit log. Holds no connection: nothing to close. */
export interface Records extends EvidenceStore, DeliveryStore, BriefStore {
  readonly changes: Pick<ReportedChangeStore, 'list'>;
  putChange: ReportedChangeStore['putChange'];
  /** Keeps a masked body that could not be read, for a person to look at. @returns the digest that names the file */
  quarantine(integration: string, body: string, reason: string): Promise<string>;
}

/** @throws Error that names the folder when the store cannot be opened */
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
