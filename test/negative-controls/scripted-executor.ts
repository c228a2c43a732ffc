import type { RunId, IncidentId } from '#core/ids/workflow-ids';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ActionDocument, ActionPart, Preview, WritePlan } from '#core/actions/action';
import type { ActionHash } from '#core/ids/action-hash';
import { canonicalJson } from '#core/json/canonical-json';
import { type CountedDecision, countApprovals } from '#core/actions/count-approvals';
import type { SignedDecision } from '#core/actions/decision';
import type { Verdict } from '#core/actions/verdict';
import { type DefinedWriteTool, defineWriteTool, type Write } from '#mcp/kit/define-write-tool';
import type { WriteTrace, GatedWrite, WriteGate } from '#core/actions/gated-write';
import type { Masker } from '#core/text/masker';
import type { ToolCallRecord } from '#mcp/kit/ports';
import type { ActionMark } from '#core/actions/action-mark';
import type { WriteAuthority } from '#mcp/kit/write-authority';
import { createWriteGate, type WriteGateOptions } from '#mcp/kit/write-gate';

// The edge of the write gate, scripted: marks, audit and back end in memory, everything that may go wrong as a setting.

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const preview: Preview = {
  changes: [{ field: 'replicas', from: '4', to: '6' }],
  instances: ['payments-5', 'payments-6'],
  instancesInAll: 4,
  instancesReady: 4,
  risk: 'reversible',
  amounts: { replicas_from: 4, replicas_to: 6 },
  warnings: [],
};

/** Scales payments from four to six; can be undone. */
export function actionDocument(changes: Partial<ActionDocument> = {}): ActionDocument {
  return {
    version: 1,
    proposal: { runId: 'run/incident/one/1' as RunId, path: 'scale', number: 1 },
    incident: { id: 'incident/one' as IncidentId, workflowId: 'incident/one' },
    runbook: { name: 'add-capacity', sha256: 'd'.repeat(64) },
    startedBy: { name: 'Grace', channel: 'cli', verified: false },
    title: 'Scale payments to 6',
    environment: 'production',
    service: 'payments',
    server: 'infrastructure',
    backEnd: 'cluster-a',
    tool: 'scale_thing',
    parameters: { replicas: 6 },
    target: { kind: 'service', name: 'payments', uid: 'uid-1' },
    precondition: { replicas: 4 },
    expectation: {
      server: 'metrics',
      tool: 'get_service_golden_signals',
      arguments: {},
      poll: { until: { cel: 'result.error_ratio < 0.01' }, forSeconds: 60, everySeconds: 5 },
      withinSeconds: 300,
      scope: {},
    },
    ifNotVerified: 'ask',
    undo: {
      tool: 'scale_thing',
      parameters: { replicas: 4 },
      precondition: { replicas: 6 },
      undoBy: '2026-11-21T06:00:00.000Z',
    },
    evidence: [`ev_${'e'.repeat(64)}`],
    proposedAt: '2026-11-21T03:00:00.000Z',
    expiresAt: '2026-11-21T03:30:00.000Z',
    ...changes,
  };
}

/** Everything that a write meets. The default is a write that nothing speaks against. */
export interface Setting {
  readonly document: ActionDocument;
  readonly part: ActionPart;
  /** Default: those of the document. */
  readonly bytes?: string;
  readonly preview: Preview;
  /** Default: that of the preview. */
  readonly previewHash?: string;
  readonly decisions: readonly Partial<CountedDecision>[];
  readonly environments: readonly string[];
  readonly now: string;
  readonly marks: readonly ActionMark[];
  readonly stopped?: string;
  readonly notNeeded?: string;
  readonly lockLost?: string;
  readonly verdict: Verdict;
  /** What the dry run says at the time of the write. */
  readonly previewNow: Preview;
  readonly trace: WriteTrace;
  /** What the tool says of its undo; absent: what the action says, too. */
  readonly ownUndo?: WritePlan['undo'];
}

export const nothingAgainst: Setting = {
  document: actionDocument(),
  part: 'do',
  preview,
  decisions: [{}],
  environments: ['production', 'staging'],
  now: '2026-11-21T03:10:00.000Z',
  marks: [],
  verdict: {
    kind: 'approvals',
    policySha256: 'f'.repeat(64),
    rules: [],
    needs: { parts: [{ count: 1, groups: ['payments'] }], signIn: true },
  },
  previewNow: preview,
  trace: { kind: 'took_effect', result: 'It has 6.' },
};

/** What happens to a call of a port: it fails before it did anything, or it does it and the answer is lost. */
export type Fault = 'none' | 'before' | 'after';
export type Port = keyof WriteAuthority | 'preview' | 'write' | 'trace' | 'recordToolCall';

export interface Executor {
  readonly gate: WriteGate;
  /** What has been asked of the ports and was done, in this order: `mark intent`, `record intent`, `write`. */
  readonly events: readonly string[];
  /** Changes that the back end has seen. */
  readonly writes: readonly Write<{ replicas: number }>[];
  readonly calls: readonly ToolCallRecord[];
  write(changes?: Partial<Setting>): ReturnType<WriteGate['write']>;
}

export interface ExecutorOptions {
  readonly setting?: Partial<Setting>;
  readonly gate?: Partial<WriteGateOptions>;
  readonly fault?: (port: Port) => Fault;
  readonly toolTwice?: boolean;
  /** Instead of the setting's `previewNow`. */
  readonly dryRun?: () => Promise<Preview>;
  /** Instead of a back end that does as it is told. */
  readonly write?: (write: Write<{ replicas: number }>, signal: AbortSignal) => Promise<string>;
}

const keepsAll: Masker = { mask: (value) => value };

export function scriptedExecutor({
  setting: given,
  gate: options,
  fault,
  write,
  toolTwice,
  dryRun,
}: ExecutorOptions = {}): Executor {
  const setting: Setting = { ...nothingAgainst, ...given };
  const events: string[] = [];
  const writes: Write<{ replicas: number }>[] = [];
  const calls: ToolCallRecord[] = [];
  const marks = new Map<ActionHash, Set<ActionMark>>();
  const marksOf = (hash: ActionHash) => {
    const found = marks.get(hash) ?? new Set(setting.marks);
    marks.set(hash, found);
    return found;
  };

  /** Takes a turn of the event loop, so that attempts at once really cross each other. */
  const port = async <T>(name: Port, event: string, work: () => T | Promise<T>): Promise<T> => {
    await Promise.resolve();
    const fails = fault?.(name) ?? 'none';
    if (fails === 'before') throw new Error(`${name} is away`);
    const answer = await work();
    events.push(event);
    if (fails === 'after') throw new Error(`the answer of ${name} was lost`);
    return answer;
  };

  const authority: WriteAuthority = {
    now: () => new Date(setting.now),
    marksOf: (hash) => port('marksOf', 'marks', () => new Set(marksOf(hash))),
    mark: (hash, mark) =>
      port('mark', `mark ${mark} ${hash}`, () => {
        if (marksOf(hash).has(mark)) throw new Error(`${mark} is there already`);
        marksOf(hash).add(mark);
      }),
    stoppedBy: () => port('stoppedBy', 'switches', () => setting.stopped),
    judge: () => port('judge', 'judge', () => setting.verdict),
    missingApproval: (asked, verdict) =>
      port('missingApproval', 'approvals', () => {
        // Denials and automatic writes are left to policy: what is shown here is what each check does by itself.
        if (verdict.kind !== 'approvals') return undefined;
        const decisions = asked.decisions.map(({ jws }) => JSON.parse(jws) as CountedDecision);
        return countApprovals({ ...asked, decisions, needs: verdict.needs, now: setting.now }).missing;
      }),
    lockLostBy: () => port('lockLostBy', 'lock', () => setting.lockLost),
    notNeeded: () => port('notNeeded', 'needed', () => setting.notNeeded),
    record: ({ actionHash }, { state }) =>
      port('record', `record ${state} ${actionHash}`, () => sha256(events.join('\n'))),
  };

  const tool: DefinedWriteTool = defineWriteTool({
    name: 'scale_thing',
    title: 'Scale',
    description: 'Sets how many there are.',
    risk: 'reversible',
    decidedBy: 'compare_and_swap',
    parameters: z.strictObject({
      replicas: z.number().int().min(1).max(50),
      pace: z.enum(['slow', 'fast']).optional(),
    }),
    plan: async ({ parameters: { replicas } }) => ({
      target: { kind: 'service', name: 'payments', uid: 'uid-1' },
      precondition: { replicas: 4 },
      undo: setting.ownUndo ?? { tool: 'scale_thing', parameters: { replicas: 4 }, precondition: { replicas } },
    }),
    preview: () => port('preview', 'preview', () => dryRun?.() ?? setting.previewNow),
    write: (asked, signal) =>
      port('write', `write ${asked.part} ${asked.actionHash}`, async () => {
        const answer = write ? await write(asked, signal) : `It has ${asked.parameters.replicas}.`;
        writes.push(asked);
        return answer;
      }),
    trace: () => port('trace', 'trace', () => setting.trace),
  });

  const gate = createWriteGate({
    server: 'infrastructure',
    backEnds: setting.environments.map((environment) => ({ environment, name: 'cluster-a' })),
    tools: toolTwice ? [tool, tool] : [tool],
    authority,
    audit: {
      recordToolCall: (record) => port('recordToolCall', 'call', () => void calls.push(record)),
    },
    masker: keepsAll,
    ...options,
  });
  return {
    gate,
    events,
    writes,
    calls,
    write(changes = {}) {
      return gate.write(gatedWrite({ ...setting, ...changes }));
    },
  };
}

/** The write of a setting, with what people decided about it. */
export function gatedWrite(setting: Setting): GatedWrite {
  const { document, part, preview: shown, decisions } = setting;
  const bytes = setting.bytes ?? canonicalJson(document);
  const actionHash = sha256(canonicalJson(document)) as ActionHash;
  const previewHash = setting.previewHash ?? sha256(canonicalJson(shown));
  const signed = decisions.map((changes): SignedDecision => {
    const decision: CountedDecision = { ...approval(document, actionHash, previewHash), ...changes };
    return { jws: JSON.stringify(decision) };
  });
  return { document, bytes, actionHash, part, decisions: signed, fence: 1, preview: shown, previewHash };
}

function approval(document: ActionDocument, actionHash: ActionHash, previewHash: string): CountedDecision {
  return {
    actionHash,
    previewHash,
    incident: document.incident?.id,
    answer: 'approve',
    reason: '',
    channel: 'page',
    breakGlass: false,
    nonce: '1',
    expiresAt: '2026-11-21T04:00:00.000Z',
    by: { issuer: 'https://id.example', subject: '7', name: 'Ada' },
    groups: ['payments'],
    authTime: Date.parse('2026-11-21T03:04:00Z') / 1_000,
    decidedAt: '2026-11-21T03:05:00.000Z',
    signedIn: true,
  };
}
