import { statedClaims } from '#core/actions/decision-claims';
import type { ActionDependencies, DecisionSubject } from '#activities/actions/dependencies';
import type { DecisionCircumstances, DecisionVerifier } from '#approvals/verify-decision';
import type { Configuration } from '#configuration/configuration';
import { policyWorld } from '#configuration/policy-world';
import { type CompiledPolicy, entryOf } from '#core/policy/compiled-policy';
import { evaluatePolicy } from '#core/policy/evaluate-policy';
import { backEndsFor, stops } from '#core/policy/stopped-writes';
import type { JudgeWrite, WriteGate } from '#core/actions/gated-write';
import type { SignedDecision } from '#core/actions/decision';
import type { Risk } from '#core/ids/risk';
import { parseAction } from '#mcp/kit/parse-action';
import type { WriteAuthority } from '#mcp/kit/write-authority';
import type { ActionMarks } from '#records/action-marks';
import type { AuditLog } from '#records/audit-log';
import type { KillSwitches } from '#records/kill-switches';
import { checkedElsewhere } from './checked-elsewhere.ts';
import { policyFacts } from './policy-facts.ts';
import type { TemporalFacts } from './temporal-facts.ts';
import { createWriteAuthority } from './write-authority.ts';
import type { WriteTools } from './write-gates.ts';

/** The parts of an executor, independent of where they come from. */
export interface ExecutorPorts extends Pick<ActionDependencies, 'mask' | 'putEvidence' | 'tools'> {
  readonly configuration: Configuration;
  readonly policy: () => Promise<CompiledPolicy>;
  readonly marks: ActionMarks;
  readonly audit: AuditLog;
  readonly switches: Pick<KillSwitches, 'list'>;
  readonly verifier: DecisionVerifier;
  readonly temporal: TemporalFacts;
  readonly writeTools: readonly WriteTools[];
  readonly createGates: (authority: WriteAuthority) => ReadonlyMap<string, WriteGate>;
  readonly now: () => Date;
}

/** Builds the dependencies of the executor's activities, around gates that use its authority. */
export function composeExecutor(ports: ExecutorPorts): ActionDependencies {
  const { configuration, marks, audit, switches, verifier, temporal, now } = ports;
  const world = policyWorld(configuration);
  const declared = new Map<string, Risk>(
    ports.writeTools.flatMap(({ server, tools }) =>
      tools.map(({ name, risk }): [string, Risk] => [`${server}.${name}`, risk]),
    ),
  );
  const sources = {
    configuration,
    temporal,
    now,
    switches: () => switches.list(),
    declaredRisk: (server: string, tool: string) => declared.get(`${server}.${tool}`),
  };
  const judge: JudgeWrite = async ({ document, actionHash, part }, preview) => {
    const { environment, service, server, backEnd, target, incident } = document;
    const { tool, parameters } = (part === 'undo' ? document.undo : undefined) ?? document;
    const judged = { part, environment, service, server, backEnd, tool, parameters, target, incident: incident?.id };
    return evaluatePolicy(await ports.policy(), judged, await policyFacts(sources, judged, actionHash, preview));
  };
  const gates = ports.createGates(
    createWriteAuthority({
      marks,
      audit,
      temporal,
      judge,
      now,
      switchesFor: async ({ environment, service, server, backEnd }) => {
        const owner = entryOf(world.services, service);
        const backEnds = backEndsFor(world, { server, environment, backEnd });
        const write = { environment, service, owner, server, backEnds };
        return (await switches.list()).filter(({ scope }) => stops(scope, write));
      },
      // Whether it arrived in time was judged on arrival; its own time is checked against its ID token.
      verifyDecision: (decision, { part, ...subject }) => {
        const receivedAt = decidedAtOf(decision);
        // An undo was approved with its action, until its `undoBy`, which another check enforces.
        const isForUndo = part === 'undo';
        const at = isForUndo ? new Date(receivedAt) : now();
        return verifier.verify(decision, { ...circumstancesOf(subject, at), receivedAt, isForUndo });
      },
    }),
  );
  return {
    tools: ports.tools,
    mask: ports.mask,
    putEvidence: ports.putEvidence,
    judge,
    parseAction: (bytes, actionHash) => {
      const found = parseAction(bytes, actionHash);
      return found.kind === 'document' ? { document: found.document } : { problem: found.problem };
    },
    gateOf: (server) => gates.get(server),
    keepAction: (actionHash, bytes) => marks.putBytes(actionHash, bytes),
    verifyDecision: (decision, { receivedAt, ...subject }) =>
      verifier.verify(decision, { ...circumstancesOf(subject, now()), receivedAt }),
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
      const decided = { actionHash, incident, answer, by, breakGlass, receivedAt };
      await audit.recordDecision({ ...decided, outcome: 'verified', jws: found.jws });
    },
    recordVerdict: (record) => audit.recordPolicy({ ...record, part: 'do', moment: 'proposal' }),
    async recordOutcome({ document, actionHash, part, result }) {
      const { environment, service, server, backEnd, tool, incident } = document;
      const place = { environment, service, server, backEnd, tool, incident: incident?.id };
      await audit.recordWrite({ ...place, actionHash, part, state: 'executed', reason: result });
    },
    checkedElsewhere: (...asked) => checkedElsewhere(configuration.catalogue, ...asked),
    recordState: (record) => audit.recordAction(record),
  };
}

function circumstancesOf(
  { document, ...hashes }: Omit<DecisionSubject, 'receivedAt'>,
  now: Date,
): Omit<DecisionCircumstances, 'receivedAt'> {
  return { ...hashes, incident: document.incident?.id, environment: document.environment, now };
}

/** The time that a decision claims; the verifier checks the signature. */
function decidedAtOf(decision: SignedDecision): string {
  const claims = statedClaims(decision);
  // Not a decision: the verifier reports that.
  return typeof claims === 'object' && claims !== null && 'decidedAt' in claims ? String(claims.decidedAt) : '';
}
