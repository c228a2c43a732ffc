import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { readKeptIssuerKeys } from '#approvals/kept-issuer-keys';
import { issuerOf } from '#approvals/environment-issuer';
import { verifyStored } from '#approvals/verify-decision';
import type { VerifiedDecision } from '#core/actions/decision';
import type { Configuration } from '#configuration/configuration';
import { loadConfiguration } from '#configuration/load-configuration';
import type { ActionDocument } from '#core/actions/action';
import { createActionMarks } from '#records/action-marks';
import { actionHistories, type ActionHistory } from '#records/audit-changes';
import { homeFolders } from '#records/home';
import { auditSources, readHeads, verificationKeys } from '#records/read-audit';
import { publicKeys } from '#records/signing-keys';
import { type SeenRecord, verifyAudit } from '#records/verify-audit';
import { configuredTemporalAddress, directChannel, temporalConnection } from '#temporal/connection';
import { chosenConfiguration, type ConfigurationPlace } from '../config-option.ts';
import { readSystemFile } from '../terminal/system-file.ts';
import { judgeAction } from './judge-writes.ts';
import { readIncidentHistories, type IncidentHistories } from './temporal-histories.ts';
import { cut } from '#core/text/cut';

export interface HistoryPlace extends ConfigurationPlace {
  readonly offline?: true;
}

export interface HistoryVerification {
  readonly incident: string;
  /** Absent where Temporal was not asked. */
  readonly runs?: number;
  readonly actions: number;
  readonly writes: number;
  /** What does not agree, each with the action it is about. */
  readonly mismatches: readonly { readonly subject: string; readonly words: string }[];
  readonly notChecked: readonly string[];
}

const noHistory: ActionHistory = { policies: [], decisions: [], intents: [], results: [], states: [] };

/** @throws Error where it cannot be checked */
export async function verifyHistory(incident: string, options: HistoryPlace): Promise<HistoryVerification> {
  const home = homeFolders(resolve(options.home));
  if (!existsSync(home.audit))
    throw new Error(`There is no audit log in ${home.root}. Name the folder that has it with --home.`);
  const { file } = await chosenConfiguration(options);
  if (!existsSync(file))
    throw new Error(
      `There is no configuration at ${file}: it says who vouches for decisions. Name it with --config; that of a demo is in ${join(home.root, 'runs')}.`,
    );
  const configuration = await loadConfiguration(file);
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
  const temporal = options.offline ? undefined : await askTemporal(options.home, incident, own);
  const hashes = new Set([...own, ...(temporal?.actions.keys() ?? [])]);
  if (hashes.size === 0 && (temporal?.runs.length ?? 0) === 0) {
    const where = options.offline
      ? `no action of it is on record in ${home.root}; without --offline its runs are looked for, too`
      : 'neither a run nor an action';
    throw new Error(`Nothing is known of the incident "${cut(incident, 200)}": ${where}. Its id is on its page.`);
  }

  const marks = createActionMarks(home.actions);
  const tokenKeys = await readKeptIssuerKeys(home.issuerKeys).catch(() => []);
  const mismatches = audited.findings.map(({ file, line, words }) => ({
    subject: `${file}${line === undefined ? '' : `:${line}`}`,
    words,
  }));
  for (const actionHash of hashes) {
    const audit = all.get(actionHash) ?? noHistory;
    const subject = `action/${actionHash}`;
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
        ? temporal.gone.map((id) => `the history of ${id}: Temporal does not know it any more.`)
        : ["Temporal's histories: --offline."]),
    ],
  };
}

function isOf(incident: string, history: ActionHistory): boolean {
  return Object.values(history).some((list: readonly { readonly incident?: string }[]) =>
    list.some((entry) => entry.incident === incident),
  );
}

/** Every decision on record, verified again as it was when it came. */
async function judged(
  audit: ActionHistory,
  document: ActionDocument | undefined,
  { approvals }: Configuration,
  keys: Awaited<ReturnType<typeof publicKeys>>,
  tokenKeys: Parameters<typeof verifyStored>[4],
): Promise<ReadonlyMap<string, VerifiedDecision>> {
  const found = new Map<string, VerifiedDecision>();
  if (!document) return found;
  const { actionHash, incident } = {
    actionHash: audit.decisions[0]?.actionHash ?? '',
    incident: document.incident?.id,
  };
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

/** @throws Error that says what to start, or that --offline does without */
async function askTemporal(home: string, incident: string, actions: readonly string[]): Promise<IncidentHistories> {
  const system = await readSystemFile(home);
  if (!system && configuredTemporalAddress() === undefined)
    throw new Error(
      `No system runs in ${home}, and no Temporal server is named. Start it with "holdfast up", set TEMPORAL_ADDRESS, or verify with --offline what stands in the home.`,
    );
  const { connection: how, namespace } = temporalConnection({ HOLDFAST_TEMPORAL_ADDRESS: system?.temporalAddress });
  const connection = await Connection.connect({
    ...how,
    connectTimeout: '5s',
    channelArgs: system?.temporalAddress === undefined ? undefined : directChannel,
  });
  try {
    const client = new Client({ connection, namespace: system?.namespace ?? namespace });
    return await readIncidentHistories(client, incident, actions);
  } finally {
    await connection.close();
  }
}
