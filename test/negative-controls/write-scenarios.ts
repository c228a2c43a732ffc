import type { ActionHash } from '#core/ids/action-hash';
import type { ExecuteAnswer } from '#core/actions/gated-write';
import { canonicalJson } from '#core/json/canonical-json';
import { actionDocument, nothingAgainst, type Setting, sha256 } from './scripted-executor.ts';

/** A write that must not happen, and the one check that stands between it and the back end. */
export interface WriteScenario {
  /** Reads as "refuses ...". */
  readonly name: string;
  readonly check: string;
  readonly setting: Partial<Setting>;
  /** `uncertain`: no answer; whoever asked has to find out what an earlier attempt did. */
  readonly answer: Exclude<ExecuteAnswer['kind'], 'executed'> | 'uncertain';
}

const { document, preview } = nothingAgainst;
const earlierProposal = sha256(canonicalJson(document)) as ActionHash;
const undoing = { part: 'undo', marks: ['intent', 'result'] } as const;

/** Each check of WRITE_CHECKS has at least one here: a test compares the two lists. */
export const writeScenarios: readonly WriteScenario[] = [
  {
    name: 'bytes that are not those of the hash',
    check: 'bytes',
    setting: { bytes: JSON.stringify({ ...document, parameters: { replicas: 7 } }) },
    answer: 'failed',
  },
  {
    name: 'an action for another server',
    check: 'tool',
    setting: { document: actionDocument({ server: 'deployments' }) },
    answer: 'failed',
  },
  {
    name: 'an environment that this executor has no credential for',
    check: 'back end',
    setting: { environments: ['staging'] },
    answer: 'failed',
  },
  {
    name: 'a back end that this executor has no credential for',
    check: 'back end',
    setting: { document: actionDocument({ backEnd: 'cluster-b' }) },
    answer: 'failed',
  },
  {
    name: 'what has expired at this very moment',
    check: 'expiry',
    setting: { now: document.expiresAt },
    answer: 'expired',
  },
  {
    name: 'an undo after its time',
    check: 'expiry',
    setting: {
      ...undoing,
      now: '2026-11-21T06:00:00.000Z',
      // Whoever counts approvals would say so too: here nobody has to approve.
      verdict: { kind: 'automatic', policySha256: 'f'.repeat(64), rules: [], notified: true },
    },
    answer: 'expired',
  },
  {
    name: 'what a person has rejected, whatever the workflow believes',
    check: 'marks',
    setting: { marks: ['rejected'] },
    answer: 'rejected',
  },
  { name: 'what was withdrawn', check: 'marks', setting: { marks: ['withdrawn'] }, answer: 'skipped' },
  { name: 'what has a result already', check: 'marks', setting: { marks: ['result'] }, answer: 'uncertain' },
  { name: 'an undo of what was never carried out', check: 'marks', setting: { part: 'undo' }, answer: 'failed' },
  {
    name: 'an undo of what nobody can say took effect',
    check: 'marks',
    setting: {
      part: 'undo',
      marks: ['intent'],
      trace: { kind: 'cannot_tell', reason: 'the back end keeps no mark' },
    },
    answer: 'failed',
  },
  {
    name: 'an undo of what came to nothing',
    check: 'marks',
    setting: { ...undoing, trace: { kind: 'no_effect', reason: 'it has 4' } },
    answer: 'failed',
  },
  {
    name: 'what a kill switch stops',
    check: 'switches',
    setting: { stopped: 'the kill switch "environment production" is thrown' },
    answer: 'blocked',
  },
  {
    name: 'an undo that a kill switch stops',
    check: 'switches',
    setting: { ...undoing, stopped: 'the kill switch "global" is thrown' },
    answer: 'blocked',
  },
  {
    name: 'what is not needed any more',
    check: 'needed',
    setting: { notNeeded: 'its alert has resolved' },
    answer: 'skipped',
  },
  {
    name: 'a write whose lock somebody else has',
    check: 'lock',
    setting: { lockLost: 'another action holds the lock' },
    answer: 'failed',
  },
  {
    name: 'a reach that is wider than what people saw',
    check: 'preview',
    setting: { previewNow: { ...preview, instances: [...preview.instances, 'payments-7'] } },
    answer: 'stale',
  },
  {
    name: 'an undo that is not the reverse of the action',
    check: 'preview',
    setting: { ownUndo: { tool: 'scale_thing', parameters: { replicas: 5 }, precondition: { replicas: 6 } } },
    answer: 'failed',
  },
  {
    name: 'a preview that is not the one of the decisions',
    check: 'preview',
    setting: { previewHash: '0'.repeat(64) },
    answer: 'failed',
  },
  {
    name: 'what policy forbids, approved or not',
    check: 'policy',
    setting: {
      verdict: {
        kind: 'deny',
        policySha256: 'f'.repeat(64),
        rules: [{ rule: 'ceiling.replicas', reason: 'at most 5' }],
      },
    },
    answer: 'blocked',
  },
  { name: 'what nobody has approved', check: 'approvals', setting: { decisions: [] }, answer: 'blocked' },
  {
    name: 'an approval of another action',
    check: 'approvals',
    setting: { decisions: [{ actionHash: '0'.repeat(64) as ActionHash }] },
    answer: 'blocked',
  },
  {
    name: 'an approval of who started it',
    check: 'approvals',
    setting: { decisions: [{ by: { issuer: 'https://id.example', subject: '8', name: 'grace' } }] },
    answer: 'blocked',
  },
  {
    name: 'an approval of an earlier proposal of the same change',
    check: 'approvals',
    setting: {
      document: actionDocument({ proposal: { ...document.proposal, number: 2 } }),
      decisions: [{ actionHash: earlierProposal }],
    },
    answer: 'blocked',
  },
];
