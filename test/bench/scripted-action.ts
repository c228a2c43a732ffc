import type { ActionHash } from '#core/ids/action-hash';
import type { RunId } from '#core/ids/workflow-ids';
import { randomUUID } from 'node:crypto';
import type { ActionDocument, Preview } from '#core/actions/action';
import type { DecisionClaims, SignedDecision } from '#core/actions/decision';
import type { Verdict } from '#core/actions/verdict';

// An action that one person has to approve, each time on another service: nobody waits for another's lock.

export const previewHash = 'b'.repeat(64);

export const preview: Preview = {
  changes: [{ field: 'replicas', from: '3', to: '6' }],
  instances: ['shop-4'],
  instancesInAll: 3,
  instancesReady: 3,
  risk: 'reversible',
  amounts: {},
  warnings: [],
};

export const needsOne: Verdict = {
  kind: 'approvals',
  policySha256: 'c'.repeat(64),
  rules: [],
  needs: { parts: [{ count: 1, groups: ['owners'] }], signIn: false },
};

const inTenMinutes = () => new Date(Date.now() + 600_000).toISOString();

/** Without an undo, so that it ends as soon as it has been verified. */
export function documentText(): string {
  const service = `shop-${randomUUID().slice(0, 8)}`;
  const document: ActionDocument = {
    version: 1,
    proposal: { runId: `run/none/${randomUUID()}` as RunId, path: 'scale', number: 1 },
    runbook: { name: 'scale', sha256: 'd'.repeat(64) },
    startedBy: { name: 'alice', channel: 'cli', verified: false },
    title: 'Scale out',
    environment: 'production',
    service,
    server: 'infrastructure',
    tool: 'scale_deployment',
    parameters: { replicas: 6 },
    target: { kind: 'service', name: service, uid: 'u1' },
    precondition: { replicas: 3 },
    expectation: {
      server: 'metrics',
      tool: 'check',
      arguments: {},
      scope: {},
      withinSeconds: 30,
      poll: { until: { cel: 'true' }, forSeconds: 0, everySeconds: 1 },
    },
    ifNotVerified: 'ask',
    evidence: [],
    proposedAt: new Date().toISOString(),
    expiresAt: inTenMinutes(),
  };
  return JSON.stringify(document);
}

/** What the scripted verifier takes for signed: the claims themselves, as base64url. */
export function approvalOf(actionHash: ActionHash): SignedDecision {
  const claims: DecisionClaims = {
    actionHash,
    previewHash,
    answer: 'approve',
    reason: 'looks right',
    channel: 'page',
    breakGlass: false,
    nonce: randomUUID(),
    expiresAt: inTenMinutes(),
    by: { issuer: 'i', subject: 'bob', name: 'Bob' },
    groups: ['owners'],
    authTime: Math.floor(Date.now() / 1000),
    decidedAt: new Date().toISOString(),
  };
  return { jws: Buffer.from(JSON.stringify(claims)).toString('base64url') };
}
