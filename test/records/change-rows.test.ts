import type { ActionHash } from '#core/ids/action-hash';
import { describe, expect, it } from 'vitest';
import type { DecisionClaims, Identity } from '#core/actions/decision';
import { actionHistories } from '#records/audit-changes';
import { changesOf } from '#records/change-rows';
import { undoRequests } from '#records/undo-requests';
import { actionDocument } from '../negative-controls/scripted-executor.ts';

const actionHash = 'ab'.repeat(32) as ActionHash;
const previewHash = 'cd'.repeat(32);
const document = actionDocument();
const undo = document.undo!;
const start = Date.parse(undo.undoBy) - 600_000;
const at = (seconds: number) => new Date(start + seconds * 1_000).toISOString();
const bob: Identity = { issuer: 'https://login', subject: 'b-1', name: 'bob' };
const eve: Identity = { issuer: 'https://login', subject: 'e-1', name: 'eve' };

let events = 0;
const record = (kind: string, seconds: number, more: object) => ({
  content: {
    kind,
    at: at(seconds),
    actionHash,
    incident: document.incident?.id,
    eventId: (events += 1).toString(16).padStart(64, '0'),
    ...more,
  },
});

function decision(by: Identity, more: Partial<DecisionClaims> = {}) {
  const claims: DecisionClaims = {
    actionHash,
    previewHash,
    incident: document.incident?.id,
    answer: 'approve',
    reason: '',
    channel: 'page',
    breakGlass: false,
    nonce: 'n'.repeat(20),
    expiresAt: at(900),
    by,
    groups: ['owners'],
    authTime: Math.floor(start / 1_000),
    decidedAt: at(1),
    ...more,
  };
  const jws = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;
  const { breakGlass, answer } = claims;
  return record('decision', 2, { outcome: 'verified', jws, answer, by, breakGlass });
}

const policy = (part: string, seconds: number) =>
  record('policy', seconds, {
    part,
    moment: 'execution',
    previewHash,
    verdict: {
      kind: 'approvals',
      policySha256: 'x',
      rules: [],
      needs: { parts: [{ count: 1, groups: ['owners'] }], signIn: false, breakGlass: ['leads'] },
    },
  });
const { environment, service, server, tool } = document;
const intent = (part: string, seconds: number) =>
  record('intent', seconds, { part, environment, service, server, tool, state: 'intent' });

function rows(records: readonly ReturnType<typeof record>[], given: unknown = document) {
  const history = actionHistories(records).get(actionHash)!;
  return changesOf({ actionHash, history, document: given, requests: undoRequests(records) });
}

describe('a row of changes', () => {
  it('names those alone whose approvals counted', () => {
    const records = [
      decision(bob),
      decision(eve, { groups: ['others'] }),
      decision(eve, { breakGlass: true, reason: 'now' }),
      policy('do', 3),
      intent('do', 4),
    ];
    expect(rows(records)).toMatchObject([
      { approvals: 'enough', approved_by: 'bob (b-1 at https://login)', approved_at: at(2), break_glass: '' },
    ]);
  });

  it('names who decided alone, where that counted', () => {
    const alone = decision(eve, { breakGlass: true, reason: 'nobody is there', groups: ['leads'] });
    expect(rows([alone, policy('do', 3), intent('do', 4)])).toMatchObject([
      { approved_by: 'eve (e-1 at https://login)', break_glass: 'yes' },
    ]);
  });

  it('tells of an undo what it wrote, who asked for it and why', () => {
    const asked = { what: 'undo', answer: 'undo', outcome: 'signed', by: eve, reason: 'too many' };
    const by = { name: 'eve', channel: 'page', verified: true };
    const records = [
      decision(bob),
      policy('do', 3),
      intent('do', 4),
      record('action', 5, { state: 'verified' }),
      record('approval', 6, asked),
      record('action', 7, { state: 'undoing', by, reason: 'eve: too many' }),
      policy('undo', 8),
      intent('undo', 9),
      record('action', 10, { state: 'undone', by }),
    ];
    const [done, undone] = rows(records);
    expect(done).toMatchObject({ verified: 'verified', parameters: JSON.stringify(document.parameters) });
    expect(undone).toMatchObject({
      tool: `${server}.${undo.tool}`,
      parameters: JSON.stringify(undo.parameters),
      title: `undo of: ${document.title}`,
      asked_by: 'eve (e-1 at https://login)',
      asked_at: at(6),
      asked_because: 'too many',
      approvals: 'enough',
      verified: 'undone',
      undo: '',
    });
  });

  it('says what is not on record and guesses nothing', () => {
    const history = actionHistories([decision(bob), policy('do', 3), intent('undo', 4)]).get(actionHash)!;
    expect(changesOf({ actionHash, history, document: undefined, requests: [] })).toMatchObject([
      {
        asked_by: 'not on record',
        policy: 'not on record',
        approved_by: '',
        parameters: '',
        approvals: 'cannot be counted: no policy verdict is recorded before this write',
        title: 'not on record: the bytes of the action are not stored',
      },
    ]);
  });
});
