import { Client as OutsideClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { WorkflowFailedError } from '@temporalio/client';
import { generateKeyPair, SignJWT } from 'jose';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { nonceOf } from '#approvals/decision-nonce';
import { decisionKeyUse } from '#approvals/sign-decision';
import type { LockGrant } from '#core/actions/service-lock';
import type { ExecuteRequest } from '#core/actions/action-work';
import type { ExecuteAnswer } from '#core/actions/gated-write';
import type { SignedDecision, VerifiedDecision } from '#core/actions/decision';
import { builtProgram } from '#processes/built-program';
import { temporarySigningKey } from '#records/signing-keys';
import { decide, decideNow, resolveUnknown, undoAction, undoSignal } from '#workflows/action/messages';
import { announceAction, lockQuery, releaseLock, requestLock } from '#workflows/lock/messages';
import type { DecisionWish } from '../support/guarded-people.ts';
import {
  edited,
  type GuardedAction,
  type GuardedSystem,
  type Proposed,
  startGuardedSystem,
} from '../support/guarded-system.ts';
import { callActivity, resetBefore } from '../support/temporal-thief.ts';

type Environment = 'production' | 'staging' | 'development';
const mallory = { name: 'Grace', channel: 'page', verified: true } as const;

let system: GuardedSystem;
let before: number;

beforeAll(async () => {
  system = await startGuardedSystem({ temporalAddress: inject('temporalAddress') });
  await system.startExecutor();
});
afterAll(() => system.stop());
beforeEach(async () => {
  await freeLocks();
  before = await effects();
});

/** Of all back ends, in all: what nobody approved would stand here. */
async function effects(): Promise<number> {
  const [production, others] = await Promise.all([system.effects('production'), system.effects('staging')]);
  return production.length + others.length;
}

/** An action that waits for people. */
async function awaiting(environment: Environment = 'production', tool = 'scale_deployment'): Promise<GuardedAction> {
  const wish = tool === 'restart_deployment' ? { tool, parameters: {} } : {};
  const started = await system.start(await system.propose(environment, wish));
  await started.reaches('awaiting');
  return started;
}

/** What the executor is asked to write, as the workflow of the action asks, or as a thief does. */
async function requestOf(
  action: GuardedAction,
  decisions: readonly SignedDecision[],
  changed: Partial<ExecuteRequest> = {},
): Promise<ExecuteRequest> {
  const { bytes, actionHash, preview, previewHash } = await action.record();
  return {
    bytes,
    actionHash,
    preview: preview!,
    previewHash: previewHash!,
    part: 'do',
    fence: 1,
    decisions,
    ...changed,
  };
}

const execute = (request: ExecuteRequest) =>
  callActivity<ExecuteAnswer>(system, system.executeQueue, 'executeAction', request);

/** The lock of the ledger, taken for an action that has not asked. @returns the fence */
async function stealLock(environment: Environment, { actionHash }: GuardedAction): Promise<number> {
  const name = system.environments[environment];
  const grant = await callActivity<LockGrant>(system, system.executeQueue, 'takeLock', {
    actionHash,
    environment: name,
    service: 'ledger',
    target: 'ledger',
    part: 'do',
    leaseSeconds: 60,
    automatic: false,
  });
  if (grant.kind !== 'granted') throw new Error(`The lock is held by ${grant.holder}.`);
  return grant.fence;
}

/** Whoever holds a lock lets go of it: one test must not stop the next. */
async function freeLocks(): Promise<void> {
  for (const environment of Object.values(system.environments)) {
    const lock = system.client.workflow.getHandle(`lock/${environment}/ledger`);
    for (;;) {
      const holder = await lock.query(lockQuery).then(
        (state) => state.holder,
        () => undefined,
      );
      if (!holder) break;
      const { actionHash, part } = holder;
      await lock.signal(releaseLock, { actionHash, part, end: 'good' });
    }
  }
}

describe("with the investigator's credential", () => {
  it('what policy lets through by itself happens, once, and nothing else does', async () => {
    for (const environment of ['staging', 'development'] as const) {
      const action = await system.start(await system.propose(environment));
      await action.reaches('verified');
    }
    expect(await effects()).toBe(before + 2);

    const waiting = [await awaiting(), await awaiting('production', 'restart_deployment')];
    for (const environment of ['staging', 'development'] as const)
      waiting.push(await awaiting(environment, 'restart_deployment'));
    expect(await effects()).toBe(before + 2);
    for (const { actionHash } of waiting)
      expect(await system.audited('policy', actionHash, '"approvals"')).toHaveLength(1);
  });

  it.each<[string, Environment, (document: Parameters<Parameters<typeof edited>[1]>[0]) => object, string]>([
    ['a risk', 'production', (document) => ({ ...document, risk: 'read' }), 'failed'],
    ['an owner', 'production', (document) => ({ ...document, owner: 'visitors' }), 'failed'],
    [
      'an environment that its target is not in',
      'production',
      (document) => ({ ...document, environment: system.environments.staging }),
      'stale',
    ],
    ['an environment that there is not', 'staging', (document) => ({ ...document, environment: 'nowhere' }), 'failed'],
    ['a service that its target is not', 'staging', (document) => ({ ...document, service: 'stock' }), 'stale'],
    ['a tool that only reads', 'production', (document) => ({ ...document, tool: 'get_service_status' }), 'failed'],
    ['a server without a gate', 'staging', (document) => ({ ...document, server: 'metrics' }), 'failed'],
  ])('bytes that claim %s come to nothing, on record', async (_, environment, change, state) => {
    const action = await system.start(edited(await system.propose(environment), change));
    expect(await action.handle.result()).toMatchObject({ state });
    expect(await effects()).toBe(before);
    expect(await system.audited('action', action.actionHash, `"${state}"`)).toHaveLength(1);
  });

  it('whoever claims to be part of a run that people trust, and to be started by nobody, waits like everybody', async () => {
    const trusted = await awaiting();
    const { document } = await trusted.record();
    const forged = edited(await system.propose('production'), (own) => ({
      ...own,
      proposal: { ...document!.proposal, path: 'another-step' },
      startedBy: { name: 'nobody', channel: 'page', verified: true },
    }));
    const action = await system.start(forged);
    await action.reaches('awaiting');
    expect(await trusted.record()).toMatchObject({ state: 'awaiting' });
    expect(await effects()).toBe(before);
    expect(await system.audited('policy', forged.actionHash, '"approvals"')).toHaveLength(1);
  });

  it('a document that is edited after its approval is not what was approved', async () => {
    const action = await awaiting();
    const decision = await system.people.decision(await action.record());
    const other = edited(await action.record(), ({ undo, ...document }) => ({
      ...document,
      parameters: { replicas: 9 },
      ...(undo && { undo: { ...undo, precondition: { ...undo.precondition, replicas: 9 } } }),
    }));

    // Other bytes under the approved hash; and under their own, with the approvals of the first.
    const fence = await stealLock('production', action);
    const sameHash = await execute(await requestOf(action, [decision], { bytes: other.bytes, fence }));
    expect(sameHash).toMatchObject({ kind: 'failed', reason: expect.stringMatching(/have the SHA-256/) });
    await freeLocks();
    const ownHash = await system.start(other);
    await ownHash.reaches('awaiting');
    const replayed = await ownHash.handle.executeUpdate(decideNow, { args: [decision] });
    expect(replayed).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/about another action/) });

    expect(await effects()).toBe(before);
    expect(await system.audited('decision', other.actionHash, '"refused"')).toHaveLength(1);
  });

  it('the undo of an action that policy lets through does nothing that policy does not let through', async () => {
    // Scaling is reversible and automatic in staging; restarting is called destructive there, and needs a person.
    const { rollout } = await system.serviceOf('staging');
    const proposed = await system.propose('staging');
    const forged = edited(proposed, ({ undo, ...document }) => ({
      ...document,
      undo: {
        ...undo,
        tool: 'restart_deployment',
        parameters: {},
        precondition: { version: document.precondition['version'], revision: rollout.revision + 1 },
      },
    }));
    const action = await system.start(forged);
    const { state } = await action.reaches('failed');
    // It is not what scaling's own tool says undoes it: nobody gets to see it, let alone to approve it.
    expect(state).toBe('failed');
    expect((await system.effects('staging')).filter(({ action: mark }) => mark?.endsWith(':undo'))).toEqual([]);
  });

  it.each(['scale_deployment', 'restart_deployment', 'restart_pod'])(
    'the write tool %s refuses it over MCP, with valid bytes and decisions too',
    async (tool) => {
      const action = await awaiting();
      const record = await action.record();
      const call = { actionBytes: record.bytes, decisions: [await system.people.decision(record)] };
      const reply = await system.hub.callTool({
        server: 'infrastructure',
        tool,
        arguments: call,
        environment: system.environments.production,
        incident: action.actionHash,
      });
      expect(reply).toMatchObject({ kind: 'error', code: 'APPROVAL_REQUIRED' });
      expect(await effects()).toBe(before);
      expect(await system.audited('tool_call', tool, 'APPROVAL_REQUIRED', action.actionHash)).toHaveLength(1);
    },
  );
});

describe('with a credential of Temporal', () => {
  it('a decision that nobody made does not count, as a signal or as an update', async () => {
    const action = await awaiting();
    const other = await awaiting('production', 'restart_deployment');
    const record = await action.record();
    const own = temporarySigningKey(decisionKeyUse);
    const unsigned = Buffer.from(JSON.stringify({ ...system.people.bodyOf(record, {}) })).toString('base64url');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const forgeries: readonly [string, SignedDecision][] = [
      ['unsigned', { jws: `${none}.${unsigned}.` }],
      ['without a header', { jws: unsigned }],
      ['signed by a key of their own', await system.people.decision(record, { key: own })],
      ['about another action', await system.people.decision(await other.record())],
      ['about another preview', await system.people.decision({ ...record, previewHash: 'e'.repeat(64) })],
    ];
    for (const [name, forged] of forgeries) {
      await action.handle.signal(decide, forged);
      const told = await action.handle.executeUpdate(decideNow, { args: [forged] });
      expect([name, told.kind]).toEqual([name, 'refused']);
    }
    expect(await action.record()).toMatchObject({ state: 'awaiting', decisions: [] });
    expect(await effects()).toBe(before);
    const onRecord = await system.audited('decision', action.actionHash, '"refused"');
    expect(onRecord.length).toBeGreaterThanOrEqual(forgeries.length);
  });

  it('without the lock nothing is let through, whatever fence is claimed', async () => {
    const first = await awaiting();
    const action = await awaiting();
    const { actionHash, handle } = action;
    const fence = await stealLock('production', first);
    const approval = await system.people.decision(await action.record());
    for (const claimed of [fence - 1, fence, fence + 1])
      expect(await execute(await requestOf(action, [approval], { fence: claimed }))).toMatchObject({ kind: 'failed' });
    const [{ state }] = await Promise.all([handle.result(), system.decide(action)]);
    expect(['skipped', 'blocked', 'failed']).toContain(state);
    expect(await effects()).toBe(before);
    expect((await system.audited('action', actionHash, `"${state}"`)).length).toBeGreaterThan(0);

    // Nor where nobody holds it.
    await freeLocks();
    const alone = await awaiting('staging', 'restart_deployment');
    const decision = await system.people.decision(await alone.record());
    expect(await execute(await requestOf(alone, [decision], { fence: 999 }))).toMatchObject({ kind: 'failed' });
    expect(await effects()).toBe(before);
    expect(await system.audited('result', alone.actionHash, '"refused"')).toHaveLength(1);
  });

  it('who says what became of a write, or asks to undo it, has nothing written that was not approved', async () => {
    const waiting = await awaiting();
    await waiting.handle.signal(undoSignal, { answer: 'undo', reason: 'because', by: mallory });
    const outcome = { answer: 'executed', reason: 'I have seen it', by: mallory } as const;
    await expect(waiting.handle.executeUpdate(resolveUnknown, { args: [outcome] })).rejects.toThrow();
    const undo = { answer: 'undo', reason: 'because', by: mallory } as const;
    await expect(waiting.handle.executeUpdate(undoAction, { args: [undo] })).rejects.toThrow();
    expect((await waiting.record()).problems?.join()).toMatch(/"undoSignal" was dropped/);
    expect(await effects()).toBe(before);
    const notDone = await requestOf(waiting, [], { part: 'undo', fence: await stealLock('production', waiting) });
    expect((await execute(notDone)).kind).not.toBe('executed');
    expect(await system.audited('result', waiting.actionHash, '"refused"', '"undo"')).toHaveLength(1);

    await freeLocks();
    // Of what was written, the undo that was approved with it: that one, once, however often it is asked for.
    const written = await system.start(await system.propose('staging'));
    await written.reaches('verified');
    for (let asked = 0; asked < 3; asked++) await written.handle.signal(undoSignal, undo).catch(() => {});
    await written.reaches('undone');
    const again = await execute(await requestOf(written, [], { part: 'undo' })).catch(() => undefined);
    expect(again?.kind).not.toBe('executed');
    const marks = (await system.effects('staging')).map(({ action: mark }) => mark);
    expect(marks.filter((mark) => mark?.startsWith(written.actionHash))).toEqual([
      written.actionHash,
      `${written.actionHash}:undo`,
    ]);
    expect((await system.audited('action', written.actionHash, '"undoing"')).length).toBeGreaterThan(0);
  });

  it('a workflow of an action under another id, or over again, writes nothing', async () => {
    const proposed = await system.propose('staging');
    const startAs = (workflowId: string, { bytes, actionHash }: Proposed) =>
      system.client.workflow.start('action', {
        workflowId,
        taskQueue: system.executeQueue,
        args: [{ bytes, actionHash }],
      });
    const elsewhere = await startAs(`mine-${randomUUID()}`, proposed);
    await expect(elsewhere.result()).rejects.toThrow(WorkflowFailedError);
    expect(await effects()).toBe(before);

    const action = await system.start(proposed);
    await action.reaches('verified');
    expect(await effects()).toBe(before + 1);
    await action.handle.terminate('to begin again');
    const again = await startAs(`action/${proposed.actionHash}`, proposed);
    expect(await again.result()).toMatchObject({ state: expect.stringMatching(/stale|failed/) });
    expect(await effects()).toBe(before + 1);
    expect((await system.audited('action', proposed.actionHash)).length).toBeGreaterThan(1);
  });

  it("an activity of the executor that is asked for without the action's workflow writes nothing without approval", async () => {
    const action = await awaiting();
    const fence = await stealLock('production', action);
    const { previewHash } = await action.record();
    const attempts = [
      await requestOf(action, [], { fence }),
      await requestOf(action, [{ jws: 'a.b.c' }], { fence }),
      await requestOf(action, [await system.people.decision(await action.record(), { by: 'eve' })], { fence }),
      await requestOf(action, [], { fence, previewHash: previewHash!.replaceAll('a', 'b') }),
    ];
    for (const attempt of attempts) expect((await execute(attempt)).kind).not.toBe('executed');
    expect(await effects()).toBe(before);
    expect(await system.audited('result', action.actionHash, '"refused"')).not.toEqual([]);
  });

  it('a history that is reset to before a rejection does not forget it', async () => {
    const action = await awaiting();
    expect(await system.decide(action, { answer: 'reject', reason: 'not now', by: 'ada' })).toMatchObject({
      kind: 'verified',
    });
    expect(await action.handle.result()).toMatchObject({ state: 'rejected' });
    const runId = await resetBefore(system.connection, action.handle, ({ update }) => update === 'decideNow');
    const over = system.follow(action.actionHash, runId);
    await over.reaches('awaiting');
    // Even with what somebody else really approved meanwhile.
    expect(await system.decide(over, { by: 'linus' })).toMatchObject({ kind: 'verified' });
    expect(await over.handle.result()).toMatchObject({ state: 'rejected' });
    expect(await effects()).toBe(before);
    expect(await system.audited('result', action.actionHash, '"refused"')).toHaveLength(1);
  });

  it('a history that is reset to before its write finds it written', async () => {
    const action = await system.start(await system.propose('staging'));
    await action.reaches('verified');
    const runId = await resetBefore(system.connection, action.handle, ({ activity }) => activity === 'executeAction');
    const over = system.follow(action.actionHash, runId);
    await over.reaches('verified');
    const marks = (await system.effects('staging')).filter(({ action: mark }) => mark === action.actionHash);
    expect(marks).toHaveLength(1);
    expect(await effects()).toBe(before + 1);
    expect(await system.audited('intent', action.actionHash)).toHaveLength(1);
  });

  it('messages of a lock that nobody sent do not write, and a superseded proposal is not written', async () => {
    const action = await awaiting();
    const lock = system.client.workflow.getHandle(`lock/${system.environments.production}/ledger`);
    const { proposal } = (await action.record()).document!;
    const { runId, path } = proposal;
    const newer = 'f'.repeat(64);
    await lock.signal(announceAction, { actionHash: newer, workflowId: `action/${newer}`, runId, path });
    const { actionHash } = action;
    await lock.executeUpdate(requestLock, {
      args: [{ actionHash, target: 'ledger', part: 'do', leaseSeconds: 60, automatic: true }],
    });
    expect(await action.handle.result()).toMatchObject({ state: 'superseded' });
    expect(await effects()).toBe(before);
    expect(await system.audited('action', action.actionHash, '"superseded"')).toHaveLength(1);
  });
});

describe('with the key of the approvals service, without the identity provider', () => {
  /** A token that looks like the issuer's, by a key that is not. */
  async function forgedToken(nonce: string): Promise<string> {
    const { privateKey } = await generateKeyPair('EdDSA');
    return new SignJWT({ name: 'Ada', groups: ['data-oncall'], auth_time: Math.floor(Date.now() / 1000), nonce })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT' })
      .setIssuer(system.issuerUrl)
      .setSubject('ada')
      .setAudience('holdfast')
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(privateKey);
  }

  it('no decision counts without an ID token of that person for exactly this', async () => {
    const action = await awaiting();
    const record = await action.record();
    // One nonce for all: with it the forger knows what a token would have to say.
    const wish = { nonce: randomUUID(), expiresAt: new Date(Date.now() + 600_000).toISOString() };
    const body = system.people.bodyOf(record, wish);
    const ofEve = (await system.people.signIn('eve', nonceOf(body))).idToken;
    const forAnother = (await system.people.signIn('ada', nonceOf({ ...body, answer: 'reject', reason: 'no' })))
      .idToken;
    const attempts: readonly [string, DecisionWish][] = [
      ['no ID token', { ...wish, forged: { idToken: undefined } }],
      ['an ID token by another key', { ...wish, forged: { idToken: await forgedToken(nonceOf(body)) } }],
      ["another person's ID token", { ...wish, forged: { idToken: ofEve } }],
      ['the ID token of another decision', { ...wish, forged: { idToken: forAnother } }],
      ['groups that the ID token does not have', { ...wish, by: 'eve', forged: { groups: ['data-oncall'] } }],
    ];
    for (const [name, attempt] of attempts) {
      const told: VerifiedDecision = await system.decide(action, attempt);
      expect([name, told.kind]).toEqual([name, 'refused']);
    }
    expect(await action.record()).toMatchObject({ state: 'awaiting', decisions: [] });
    expect(await effects()).toBe(before);
    expect(await system.audited('decision', action.actionHash, '"refused"')).toHaveLength(attempts.length);

    // What all of this would have looked like with the person.
    expect(await system.decide(action)).toMatchObject({ kind: 'verified', signedIn: true });
    await action.reaches('verified');
    expect(await effects()).toBe(before + 1);
  });
});

describe('as an outside MCP host', () => {
  it('a write tool refuses valid bytes with valid decisions, and says how to ask', async () => {
    const action = await awaiting();
    const record = await action.record();
    const decisions = [await system.people.decision(record)];
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [
        builtProgram('cli/main'),
        'mcp',
        'infrastructure',
        '--config',
        system.configurationFile,
        '--home',
        system.home.root,
      ],
      stderr: 'ignore',
    });
    const client = new OutsideClient({ name: 'outside', version: '1' });
    await client.connect(transport);
    try {
      const { tools } = await client.listTools();
      const writing = tools.filter(({ annotations }) => annotations?.readOnlyHint !== true).map(({ name }) => name);
      expect(writing).toEqual(['restart_deployment', 'restart_pod', 'scale_deployment']);
      for (const name of writing) {
        const result = await client.callTool({ name, arguments: { actionBytes: record.bytes, decisions } });
        expect(result.isError).toBe(true);
        expect(result._meta?.['holdfast/error']).toMatchObject({ code: 'APPROVAL_REQUIRED' });
      }
    } finally {
      await client.close();
    }
    expect(await effects()).toBe(before);
    expect(await system.audited('tool_call', '"mcp-infrastructure"', 'APPROVAL_REQUIRED')).toHaveLength(3);
  });
});

describe('with an executor that servers of others are mounted in', () => {
  let folder: string;
  let mounting: GuardedSystem;
  beforeAll(async () => {
    // It says of what writes that it reads; nobody has said so in the configuration.
    const meta = { environment: 'production', source: 'runner', took_ms: 1, cached: false, truncated: false };
    const drained = { data: { drained: true }, meta, warnings: [], hints: [] };
    folder = mkdtempSync(join(tmpdir(), 'holdfast-runner-'));
    const replies = join(folder, 'replies.json');
    writeFileSync(replies, JSON.stringify({ replies: { 'runner.drain_node': drained } }));
    const runner = { command: [process.execPath, builtProgram('test/support/captured-server'), replies, 'runner'] };
    mounting = await startGuardedSystem({ temporalAddress: inject('temporalAddress'), mounted: { runner } });
    await mounting.startExecutor();
  });
  afterAll(async () => {
    await mounting.stop();
    rmSync(folder, { recursive: true });
  });

  it('to verify, it calls what the configuration calls a read, whatever a server says of its own tools', async () => {
    const expectation = {
      server: 'runner',
      tool: 'drain_node',
      arguments: {},
      scope: {},
      withinSeconds: 5,
      poll: { until: { cel: 'true' }, forSeconds: 0, everySeconds: 1 },
    };
    const document = {
      environment: mounting.environments.production,
      service: 'ledger',
      proposal: { runId: 'run/none', path: 'none', number: 1 },
    };
    const request = { actionHash: 'a'.repeat(64), document, expectation };
    const answer = await callActivity(mounting, mounting.executeQueue, 'verifyAction', request);
    expect(answer).toMatchObject({ kind: 'unseen', reason: expect.stringMatching(/SCOPE_REQUIRED/) });
    expect(await mounting.audited('tool_call', '"executor"', 'drain_node', '"ok"')).toEqual([]);
    expect(await mounting.audited('tool_call', '"executor"', 'drain_node', 'SCOPE_REQUIRED')).toHaveLength(1);
  });
});
