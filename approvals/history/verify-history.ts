import type { Client } from '@temporalio/client';
import { readKeptIssuerKeys } from '../kept-issuer-keys.ts';
import { issuerOf } from '../environment-issuer.ts';
import { verifyStored } from '../verify-decision.ts';
import type { VerifiedDecision } from '#core/actions/decision';
import type { Configuration } from '#configuration/configuration';
import type { ActionDocument } from '#core/actions/action';
import { createActionMarks } from '#records/action-marks';
import { actionHistories, type ActionHistory } from '#records/audit-changes';
import type { HomeFolders } from '#records/home';
import { auditSources, readHeads, verificationKeys } from '#records/read-audit';
import { publicKeys } from '#records/signing-keys';
import { type SeenRecord, verifyAudit } from '#records/verify-audit';
import { judgeAction } from './judge-writes.ts';
import { readIncidentHistories } from './temporal-histories.ts';
import { cut } from '#core/text/cut';
import { actionWorkflowId, parseIncidentId } from '#core/ids/workflow-ids';

/** What an incident is verified from. */
export interface HistorySources {
  readonly home: HomeFolders;
  readonly configuration: Configuration;
  /** Absent: Temporal is not asked. */
  readonly client?: Client;
}

export interface HistoryVerification {
  readonly incident: string;
  /** Absent if Temporal was not asked. */
  readonly runs?: number;
  readonly actions: number;
  readonly writes: number;
  /** Each contradiction, with the action or file it is about. */
  readonly mismatches: readonly { readonly subject: string; readonly words: string }[];
  readonly notChecked: readonly string[];
}

const noHistory: ActionHistory = { policies: [], decisions: [], intents: [], results: [], states: [] };

/** Compares Temporal's histories, the marks, the audit log and the decisions of an incident. @throws Error where it cannot be checked */
export async function verifyHistory(
  incident: string,
  { home, configuration, client }: HistorySources,
): Promise<HistoryVerification> {
  const outside = configuration.audit.heads;
  const keys = await publicKeys(home.keys);
  const seen: SeenRecord[] = [];
  const heads = new Set<string>();
  const audited = await verifyAudit({
    sources: await auditSources(home.audit),
    keys: verificationKeys(keys.values()),
    ...(outside === undefined ? {} : { heads: await readHeads(outside) }),
    onRecord: (record) => {
      heads.add(record.hash);
      if (typeof record.content['actionHash'] === 'string') seen.push(record);
    },
  });
  const all = actionHistories(seen);
  const own = [...all].filter(([, history]) => isOf(incident, history)).map(([hash]) => hash);
  const known = parseIncidentId(incident);
  const temporal = client && known && (await readIncidentHistories(client, known.incidentId, own));
  const hashes = new Set([...own, ...(temporal?.actions.keys() ?? [])]);
  if (hashes.size === 0 && (temporal?.runs.length ?? 0) === 0) {
    const where = client
      ? 'it has neither a run nor an action'
      : `${home.root} has no record of an action; without --offline its runs are looked up too`;
    throw new Error(`Unknown incident "${cut(incident, 200)}": ${where}. The id is in the address of its page.`);
  }

  const marks = createActionMarks(home.actions);
  const tokenKeys = await readKeptIssuerKeys(home.issuerKeys).catch(() => []);
  const mismatches = audited.findings.map(({ file, line, words }) => ({
    subject: `${file}${line === undefined ? '' : `:${line}`}`,
    words,
  }));
  for (const actionHash of hashes) {
    const audit = all.get(actionHash) ?? noHistory;
    const subject = actionWorkflowId(actionHash);
    try {
      const bytes = await marks.bytesOf(actionHash);
      const document = bytes === undefined ? undefined : (JSON.parse(bytes) as ActionDocument);
      const decisions = await judged(
        audit,
        document,
        configuration,
        keys,
        tokenKeys.map(({ jwk }) => jwk),
      );
      const found = judgeAction({
        actionHash,
        document,
        audit,
        decisions,
        marks: await marks.marksOf(actionHash),
        history: temporal?.actions.get(actionHash),
        isAuditHead: (hash) => heads.has(hash),
      });
      mismatches.push(...found.map((words) => ({ subject, words })));
    } catch (error) {
      mismatches.push({ subject, words: error instanceof Error ? error.message : String(error) });
    }
  }
  const writes = [...hashes].reduce((sum, hash) => sum + (all.get(hash)?.intents.length ?? 0), 0);
  return {
    incident,
    runs: temporal?.runs.length,
    actions: hashes.size,
    writes,
    mismatches,
    notChecked: [
      ...audited.notChecked,
      ...(temporal
        ? temporal.gone.map((id) => `the history of ${id}: Temporal no longer has it.`)
        : ["Temporal's histories (--offline)."]),
    ],
  };
}

function isOf(incident: string, history: ActionHistory): boolean {
  return Object.values(history).some((list: readonly { readonly incident?: string }[]) =>
    list.some((entry) => entry.incident === incident),
  );
}

/** Every recorded decision, verified again as of when it was received. */
async function judged(
  audit: ActionHistory,
  document: ActionDocument | undefined,
  { approvals }: Configuration,
  keys: Awaited<ReturnType<typeof publicKeys>>,
  tokenKeys: Parameters<typeof verifyStored>[4],
): Promise<ReadonlyMap<string, VerifiedDecision>> {
  const found = new Map<string, VerifiedDecision>();
  const actionHash = audit.decisions[0]?.actionHash;
  if (!document || actionHash === undefined) return found;
  const incident = document.incident?.id;
  const previewHash =
    audit.policies.findLast(({ moment, part }) => moment === 'proposal' && part === 'do')?.previewHash ?? '';
  const pin = issuerOf(approvals, document.environment);
  for (const { jws, at, receivedAt = at } of audit.decisions) {
    if (pin.kind === 'none') found.set(jws, { kind: 'refused', reason: pin.reason });
    else
      found.set(
        jws,
        await verifyStored(
          jws,
          { actionHash, previewHash, incident, receivedAt },
          pin,
          (kid) => keys.get(kid),
          tokenKeys,
        ),
      );
  }
  return found;
}
