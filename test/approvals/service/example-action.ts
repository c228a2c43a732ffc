import type { ActionHash } from '#core/ids/action-hash';
import type { RunId, IncidentId } from '#core/ids/workflow-ids';
import type { ActionDocument, Preview } from '#core/actions/action';
import type { ActionRecord } from '#core/actions/action-work';
import { canonicalJson } from '#core/json/canonical-json';
import type { DecisionAnswer, Identity } from '#core/actions/decision';
import { sha256 } from '#records/digest';

// An action as its workflow tells it.

export const ISSUER = 'http://127.0.0.1:9000';
export const NOW = new Date('2026-03-01T03:05:00.000Z');

const DOCUMENT: ActionDocument = {
  version: 1,
  proposal: { runId: 'run/incident/lab/0123456789abcdef-01234567/1' as RunId, path: 'roll_back', number: 1 },
  incident: { id: 'incident/lab/0123456789abcdef-01234567' as IncidentId, workflowId: 'incident/lab/0123456789abcdef' },
  runbook: { name: 'roll-back-bad-release', sha256: 'a'.repeat(64) },
  startedBy: { name: 'Ada', channel: 'page', verified: true },
  title: 'Go back from v1.8.3 to v1.8.2',
  environment: 'production',
  service: 'payments',
  server: 'deployments',
  backEnd: 'cluster-east',
  tool: 'rollback_deployment',
  parameters: { revision: 12 },
  target: { kind: 'service', name: 'payments', uid: 'u-payments' },
  precondition: { revision: 13, version: 'v1.8.3' },
  expectation: {
    server: 'metrics',
    tool: 'get_service_golden_signals',
    arguments: { service: 'payments' },
    poll: { until: { cel: 'result.error_ratio < 0.01' }, forSeconds: 60, everySeconds: 5 },
    withinSeconds: 300,
    scope: {},
  },
  ifNotVerified: 'ask',
  undo: {
    tool: 'rollback_deployment',
    parameters: { revision: 13 },
    precondition: { revision: 12, version: 'v1.8.2' },
    undoBy: '2026-03-01T04:05:00.000Z',
  },
  evidence: [`ev_${'1'.repeat(64)}`, `ev_${'2'.repeat(64)}`],
  proposedAt: '2026-03-01T03:04:00.000Z',
  expiresAt: '2026-03-01T03:20:00.000Z',
};

const PREVIEW: Preview = {
  changes: [
    { field: 'revision', from: '13', to: '12' },
    { field: 'version', from: 'v1.8.3', to: 'v1.8.2' },
  ],
  instances: ['payments-1', 'payments-2', 'payments-3'],
  instancesInAll: 3,
  instancesReady: 2,
  risk: 'reversible',
  amounts: { target_age_seconds: 86_400 },
  warnings: ['All instances are replaced, one at a time.'],
};

/** Whole, with the hashes of what it says. */
export function recordOf({
  document: changes,
  preview: previewChanges,
  ...rest
}: Partial<Omit<ActionRecord, 'document' | 'preview'>> & {
  readonly document?: Partial<ActionDocument>;
  readonly preview?: Partial<Preview>;
} = {}): ActionRecord {
  const document = { ...DOCUMENT, ...changes };
  if (changes && 'undo' in changes && changes.undo === undefined) delete (document as { undo?: unknown }).undo;
  const preview = { ...PREVIEW, ...previewChanges };
  const bytes = canonicalJson(document);
  const actionHash = sha256(bytes) as ActionHash;
  return {
    actionHash,
    workflowId: `action/${actionHash}`,
    document,
    bytes,
    state: 'awaiting',
    steps: [
      { state: 'proposed', at: '2026-03-01T03:04:00.000Z' },
      { state: 'previewed', at: '2026-03-01T03:04:01.000Z' },
      { state: 'judged', at: '2026-03-01T03:04:02.000Z' },
      { state: 'awaiting', at: '2026-03-01T03:04:02.000Z' },
    ],
    preview,
    previewHash: sha256(canonicalJson(preview)),
    verdict: {
      kind: 'approvals',
      policySha256: 'b'.repeat(64),
      rules: [{ rule: 'approvals.production', reason: 'reversible in production needs one approval of the owner' }],
      needs: { parts: [{ count: 1, groups: ['payments-owners'] }], signIn: true, breakGlass: ['breakers'] },
    },
    decisions: [],
    refused: [],
    refusedCount: 0,
    deadlineAt: '2026-03-01T03:19:02.000Z',
    problems: [],
    ended: false,
    ...rest,
  };
}

export const GRACE: Identity = { issuer: ISSUER, subject: 'grace', name: 'Grace' };

/** About the action of {@link recordOf} as it is without changes. */
export function decisionBy(name: string, groups: readonly string[], answer: DecisionAnswer = 'approve') {
  const { actionHash, previewHash = '', document } = recordOf();
  return {
    kind: 'verified' as const,
    signedIn: true,
    jws: 'a.b.c',
    claims: {
      actionHash,
      previewHash,
      incident: document?.incident?.id,
      answer,
      reason: '',
      channel: 'page' as const,
      breakGlass: false,
      nonce: `nonce-of-${name}`,
      expiresAt: '2026-03-01T03:20:00.000Z',
      by: { issuer: ISSUER, subject: name.toLowerCase(), name },
      groups,
      authTime: 0,
      decidedAt: '2026-03-01T03:05:00.000Z',
    },
  };
}
