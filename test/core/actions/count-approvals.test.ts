import type { RunId, IncidentId } from '#core/ids/workflow-ids';
import type { ActionHash } from '#core/ids/action-hash';
import { describe, expect, it } from 'vitest';
import { type ApprovalsQuestion, type CountedDecision, countApprovals } from '#core/actions/count-approvals';

const now = '2026-11-21T03:10:00.000Z';
const at = (time: string) => Date.parse(time) / 1_000;

function by(name: string, groups: readonly string[], changes: Partial<CountedDecision> = {}): CountedDecision {
  return {
    actionHash: 'a'.repeat(64) as ActionHash,
    previewHash: 'b'.repeat(64),
    incident: 'incident/one',
    answer: 'approve',
    reason: '',
    channel: 'page',
    breakGlass: false,
    nonce: name,
    expiresAt: '2026-11-21T03:20:00.000Z',
    by: { issuer: 'https://id.example', subject: `${name}@example.org`, name },
    groups,
    authTime: at('2026-11-21T03:04:00Z'),
    decidedAt: '2026-11-21T03:05:00.000Z',
    signedIn: true,
    ...changes,
  };
}

function counted(decisions: readonly CountedDecision[], changes: Partial<ApprovalsQuestion> = {}) {
  return countApprovals({
    decisions,
    needs: { parts: [{ count: 1, groups: ['payments'] }], signIn: true },
    document: {
      startedBy: { name: 'Grace', channel: 'cli', verified: false },
      proposal: { runId: 'run/one/1' as RunId, path: 'roll_back', number: 1 },
      incident: { id: 'incident/one' as IncidentId, workflowId: 'incident/one' },
    },
    actionHash: 'a'.repeat(64) as ActionHash,
    previewHash: 'b'.repeat(64),
    now,
    ...changes,
  });
}

const missing = (...asked: Parameters<typeof counted>) => counted(...asked).missing;
const seated = (...asked: Parameters<typeof counted>) =>
  counted(...asked).parts.map(({ by: people }) => people.map(({ name }) => name));

const twoOfTwo = {
  parts: [
    { count: 1, groups: ['payments'] },
    { count: 1, groups: ['commanders'] },
  ],
  signIn: true,
};
const emergency = { ...twoOfTwo, breakGlass: ['break-glass'] };
const alone = (changes: Partial<CountedDecision> = {}) =>
  by('Ada', ['break-glass'], { breakGlass: true, reason: 'Checkout is down.', ...changes });

describe('approvals', () => {
  it('are there when somebody of the group has approved', () => {
    expect(missing([by('Ada', ['payments'])])).toBeUndefined();
  });

  it('are missing when nobody has, and it is said whose', () => {
    expect(counted([])).toEqual({
      missing: 'still needs 1 of payments',
      parts: [{ count: 1, groups: ['payments'], by: [] }],
      refused: [],
    });
  });

  it.each<[string, Partial<CountedDecision>, string]>([
    ['of another action', { actionHash: 'c'.repeat(64) as ActionHash }, 'another action'],
    ['of another preview', { previewHash: 'c'.repeat(64) }, 'another preview'],
    ['of another incident', { incident: 'incident/two' }, 'another action or incident'],
    ['of no incident', { incident: undefined }, 'another action or incident'],
    ['that has expired this very moment', { expiresAt: now }, 'expired'],
    ['whose expiry nobody can read', { expiresAt: 'soon' }, 'expired'],
    ['from the future', { decidedAt: '2026-11-21T03:12:00Z' }, 'in the future'],
    ['whose time nobody can read', { decidedAt: 'just now' }, 'in the future'],
    ['without a sign-in of its own', { signedIn: false }, 'did not sign in'],
    ['of somebody of another group', { groups: ['checkout'] }, 'still needs 1 of payments'],
    ['that asked to decide alone', { breakGlass: true, reason: 'Down.' }, 'may not decide alone'],
  ])('do not count one %s', (_, changes, words) => {
    const given = [by('Ada', ['payments'], changes)];
    expect(missing(given)).toContain(words);
    expect(seated(given)).toEqual([[]]);
  });

  it('need no sign-in of their own where policy does not ask for it', () => {
    const needs = { parts: [{ count: 1, groups: ['payments'] }], signIn: false };
    expect(missing([by('Ada', ['payments'], { signedIn: false })], { needs })).toBeUndefined();
  });

  it('need a fresh login where policy says so, judged at the moment of the decision', () => {
    const needs = { parts: [{ count: 1, groups: ['payments'] }], signIn: true, freshLoginSeconds: 60 };
    expect(missing([by('Ada', ['payments'])], { needs })).toBeUndefined();
    const authTime = at('2026-11-21T03:03:59Z');
    expect(missing([by('Ada', ['payments'], { authTime })], { needs })).toContain('within 60 s');
    const after = at('2026-11-21T03:07:00Z');
    expect(missing([by('Ada', ['payments'], { authTime: after })], { needs })).toContain('within 60 s');
  });

  it.each<[string, Partial<CountedDecision>]>([
    ['by name', { by: { issuer: 'https://id.example', subject: '77', name: ' GRACE ' } }],
    ['by subject', { by: { issuer: 'https://id.example', subject: 'grace', name: 'G. Hopper' } }],
    ['by user name', { by: { issuer: 'https://id.example', subject: '77', name: 'G. Hopper', names: ['grace'] } }],
    [
      'by mail address',
      { by: { issuer: 'https://id.example', subject: '77', name: 'G. Hopper', names: ['grace@x.io'] } },
    ],
  ])('do not come from who started the run, known %s', (_, changes) => {
    expect(missing([by('x', ['payments'], changes)])).toContain('started this run');
  });

  it.each(['reject', 'by_hand'] as const)('are over with the first %s, whatever else was approved', (answer) => {
    const no = by('Linus', [], {
      answer,
      reason: 'Not now.',
      previewHash: 'c'.repeat(64),
      expiresAt: '2026-11-21T03:06:00Z',
    });
    expect(missing([by('Ada', ['payments']), no])).toMatch(/^Linus (rejected it|does it by hand): Not now/);
    expect(seated([by('Ada', ['payments']), no])).toEqual([[]]);
  });

  it('are not over with a no to another action', () => {
    const no = by('Linus', [], { answer: 'reject', reason: 'No.', actionHash: 'c'.repeat(64) as ActionHash });
    expect(missing([by('Ada', ['payments']), no])).toBeUndefined();
  });

  it('need two people where one is in both groups', () => {
    const both = by('Ada', ['payments', 'commanders']);
    const again = by('Ada', ['commanders'], { nonce: 'again' });
    expect(missing([both, again], { needs: twoOfTwo })).toMatch(/^still needs 1 of/);
    expect(seated([both, again], { needs: twoOfTwo }).flat()).toEqual(['Ada']);
  });

  it.each(['payments', 'commanders'])('move who is in both groups to the part that %s leaves', (group) => {
    const both = by('Ada', ['payments', 'commanders']);
    const one = by('Bob', [group]);
    const seats = group === 'payments' ? [['Bob'], ['Ada']] : [['Ada'], ['Bob']];
    expect(counted([both, one], { needs: twoOfTwo }).missing).toBeUndefined();
    expect(seated([both, one], { needs: twoOfTwo })).toEqual(seats);
    expect(seated([one, both], { needs: twoOfTwo })).toEqual(seats);
  });

  it('seat nobody more than are needed', () => {
    const three = ['Ann', 'Ben', 'Cid'].map((name) => by(name, ['payments']));
    const needs = { parts: [{ count: 2, groups: ['payments'] }], signIn: true };
    expect(seated(three, { needs })).toEqual([['Ann', 'Ben']]);
  });

  it('take people of the same subject at two issuers for two', () => {
    const other = by('Ada', ['commanders'], {
      by: { issuer: 'https://other.example', subject: 'Ada@example.org', name: 'Ada' },
    });
    expect(missing([by('Ada', ['payments']), other], { needs: twoOfTwo })).toBeUndefined();
  });

  it.each([
    ['no part', []],
    ['a part of nobody', [{ count: 0, groups: ['payments'] }]],
    ['a part of less than nobody', [{ count: -1, groups: ['payments'] }]],
    ['a part without groups', [{ count: 1, groups: [] }]],
    ['a part of a number that is none', [{ count: NaN, groups: ['payments'] }]],
    ['more people than there are', [{ count: 1e9, groups: ['payments'] }]],
  ])('cannot be there where policy asks for %s', (_, parts) => {
    expect(missing([by('Ada', ['payments'])], { needs: { parts, signIn: false } })).toMatch(/^policy asks for/);
  });
});

describe('an approval in an emergency', () => {
  it('is enough alone', () => {
    expect(missing([alone()], { needs: emergency })).toBeUndefined();
  });

  it.each<[string, Partial<CountedDecision>, string]>([
    ['has the role', { groups: ['payments', 'commanders'] }, 'may not decide alone'],
    ['gives a reason', { reason: ' ' }, 'no reason'],
    ['has just signed in', { authTime: at('2026-11-21T02:59:59Z') }, 'within 300 s'],
    [
      'decided in the last 30 minutes',
      { decidedAt: '2026-11-21T02:39:00Z', authTime: at('2026-11-21T02:39:00Z') },
      '30',
    ],
    ['did not start it', { by: { issuer: 'https://id.example', subject: '1', name: 'grace' } }, 'started'],
    ['signed in for it', { signedIn: false }, 'did not sign in'],
  ])('counts only from somebody who %s', (_, changes, words) => {
    expect(missing([alone(changes)], { needs: emergency })).toContain(words);
  });

  it('counts only where policy knows who may', () => {
    expect(missing([alone()], { needs: twoOfTwo })).toContain('may not decide alone');
  });

  it('has to be asked for: the role alone decides nothing', () => {
    expect(missing([alone({ breakGlass: false })], { needs: emergency })).toMatch(/^still needs/);
  });
});

describe('the approvals of an undo', () => {
  const document = (undoBy: string): ApprovalsQuestion['document'] => ({
    startedBy: { name: 'Grace', channel: 'cli', verified: false },
    proposal: { runId: 'run/one/1' as RunId, path: 'roll_back', number: 1 },
    incident: { id: 'incident/one' as IncidentId, workflowId: 'incident/one' },
    undo: { tool: 'roll_back', parameters: {}, precondition: {}, undoBy },
  });
  const later = '2026-11-21T05:00:00Z';

  it('are those of its action, until it is too late to undo', () => {
    const approved = [by('Ada', ['payments'])];
    const asked = { part: 'undo', now: later } as const;
    expect(missing(approved, { ...asked, document: document('2026-11-21T06:00:00Z') })).toBeUndefined();
    expect(missing(approved, { ...asked, document: document(later) })).toContain('expired');
    expect(missing(approved, { now: later, document: document('2026-11-21T06:00:00Z') })).toContain('expired');
  });
});
