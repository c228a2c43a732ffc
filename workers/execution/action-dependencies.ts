import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { ActionDependencies } from '#activities/actions/dependencies';
import { refuseDevelopmentIssuers } from '#approvals/development-check';
import type { Configuration } from '#configuration/configuration';
import { loadPolicy } from '#configuration/load-policy';
import type { SecretReference } from '#configuration/secret';
import { evaluate } from '#core/policy/evaluate';
import type { ThrownSwitch } from '#core/policy/facts';
import type { ActionDocument, ActionHash, ActionPart, Preview } from '#core/vocabulary/action';
import type { SignedDecision } from '#core/vocabulary/decision';
import type { Risk } from '#core/vocabulary/risk';
import type { ToolHub } from '#mcp/client/hub';
import { parseAction } from '#mcp/kit/parse-action';
import type { Masker } from '#mcp/kit/ports';
import { createActionMarks } from '#records/action-marks';
import type { AuditLog } from '#records/audit-log';
import type { Home } from '#records/home';
import { createKillSwitches } from '#records/kill-switches';
import type { Records } from '#records/open-records';
import { openDecisionVerifier } from './decision-verifier.ts';
import { keepPolicy } from './keep-policy.ts';
import { policyFacts } from './policy-facts.ts';
import { stops } from './switch-reach.ts';
import { createTemporalFacts } from './temporal-facts.ts';
import { createWriteAuthority } from './write-authority.ts';
import { createWriteGates, writeToolsOf } from './write-gates.ts';

export interface ExecutorParts {
  readonly configuration: Configuration;
  readonly configurationFile: string;
  readonly home: Home;
  readonly records: Records;
  readonly audit: AuditLog;
  readonly masker: Masker;
  readonly tools: ToolHub;
  readonly secretOf: (reference: SecretReference) => string;
  readonly client: Client;
  readonly logger: Logger;
}

/** Puts together what the executor's activities need. @throws Error where writing would not be safe as configured */
export async function actionDependencies(parts: ExecutorParts): Promise<ActionDependencies> {
  const { configuration, home, records, audit, masker, tools, logger } = parts;
  refuseDevelopmentIssuers(configuration);
  const now = () => new Date();
  const policy = await keepPolicy(() => loadPolicy(configuration, parts.configurationFile), logger);
  const marks = createActionMarks(home.actions);
  const switches = createKillSwitches(home.switches, home.keys);
  const verifier = await openDecisionVerifier(configuration, home);
  const temporal = createTemporalFacts(parts.client, configuration.execution.taskQueue);
  const writeTools = writeToolsOf(configuration, parts.secretOf);
  const declared = new Map<string, Risk>(
    writeTools.flatMap(({ server, tools: all }) => all.map(({ name, risk }) => [`${server}.${name}`, risk] as const)),
  );
  const sources = {
    configuration,
    temporal,
    now,
    switches: () => switches.list(),
    declaredRisk: (server: string, tool: string) => declared.get(`${server}.${tool}`),
  };
  const judge = async (document: ActionDocument, actionHash: ActionHash, part: ActionPart, preview: Preview) => {
    const { environment, service, server, target, incident } = document;
    const { tool, parameters } = (part === 'undo' ? document.undo : undefined) ?? document;
    const judged = { part, environment, service, server, tool, parameters, target, incident: incident?.id };
    return evaluate(await policy(), judged, await policyFacts(sources, judged, actionHash, preview));
  };
  const switchesFor = async (document: ActionDocument): Promise<readonly ThrownSwitch[]> =>
    (await switches.list()).filter(({ scope }) => stops(scope, document, configuration));
  const authority = createWriteAuthority({
    ...{ marks, audit, temporal, switchesFor, judge, now },
    // Whether it came in time was judged when it came; what it says of its own moment is held against its ID token.
    verifyDecision: (decision, subject) =>
      verifier.verify(decision, { ...aboutOf(subject), receivedAt: decidedAtOf(decision), now: now() }),
  });
  const gates = createWriteGates(writeTools, { authority, audit, masker });

  return {
    tools,
    mask: (value) => masker.mask(value),
    putEvidence: records.putEvidence,
    parseAction: (bytes, actionHash) => {
      const found = parseAction(bytes, actionHash);
      return found.kind === 'document' ? { document: found.document } : { problem: found.problem };
    },
    gateOf: (server) => gates.get(server),
    keepAction: (actionHash, bytes) => marks.putBytes(actionHash, bytes),
    judge,
    verifyDecision: (decision, { receivedAt, ...subject }) =>
      verifier.verify(decision, { ...aboutOf(subject), receivedAt, now: now() }),
    requestLock: (request) => temporal.requestLock(request),
    marksOf: (actionHash) => marks.marksOf(actionHash),
    async mark(actionHash, mark, content) {
      if (!(await marks.marksOf(actionHash)).has(mark)) await marks.mark(actionHash, mark, content);
    },
    async recordDecision({ actionHash, incident, decision, found, receivedAt }) {
      if (found.kind === 'refused') {
        const jws = String(decision.jws).slice(0, 16 * 1024);
        await audit.recordDecision({ actionHash, incident, outcome: 'refused', reason: found.reason, jws, receivedAt });
        return;
      }
      const { answer, by, breakGlass } = found.claims;
      await audit.recordDecision({
        ...{ actionHash, incident, answer, by, breakGlass, receivedAt },
        outcome: 'verified',
        jws: found.jws,
      });
    },
    recordVerdict: (record) => audit.recordPolicy({ ...record, part: 'do', moment: 'proposal' }),
    async recordOutcome({ document, actionHash, part, result }) {
      const { environment, service, server, tool, incident } = document;
      const place = { environment, service, server, tool, incident: incident?.id };
      await audit.recordWrite({ ...place, actionHash, part, state: 'executed', reason: result });
    },
    recordState: (record) => audit.recordAction(record),
  };
}

function aboutOf({
  document,
  ...hashes
}: {
  readonly document: ActionDocument;
  readonly actionHash: ActionHash;
  readonly previewHash: string;
}) {
  return { ...hashes, incident: document.incident?.id, environment: document.environment };
}

/** What a decision claims of its moment; the verifier judges whether it is signed at all. */
function decidedAtOf({ jws }: SignedDecision): string {
  try {
    const claims: unknown = JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString('utf8'));
    if (typeof claims === 'object' && claims !== null && 'decidedAt' in claims) return String(claims.decidedAt);
  } catch {
    // Not a decision: the verifier says so.
  }
  return '';
}
