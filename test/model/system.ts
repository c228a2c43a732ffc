import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { createActionActivities } from '#activities/actions/index';
import { createDecisionVerifier } from '#approvals/verify-decision';
import type { SwitchScope } from '#core/policy/facts';
import type { ActionDocument, ActionPart } from '#core/actions/action';
import type { ActionHash } from '#core/ids/action-hash';
import type { PastAction } from '#core/actions/service-lock';
import type { WriteAuthority } from '#mcp/kit/write-authority';
import { createWriteGate } from '#mcp/kit/write-gate';
import type { WriteGate } from '#core/actions/gated-write';
import type { WriteCheck } from '#mcp/kit/write-checks';
import { createActionMarks } from '#records/action-marks';
import { openProcessAudit } from '#records/audit-log';
import { openHome } from '#records/home';
import { createKillSwitches, switchKeyUse } from '#records/kill-switches';
import { auditSources, readHeads, verificationKeys } from '#records/read-audit';
import { openSigningKeys, publicKeys, type SigningKey } from '#records/signing-keys';
import { verifyAudit } from '#records/verify-audit';
import { composeExecutor } from '#workers/execution/compose-executor';
import { keepPolicy } from '#workers/execution/keep-policy';
import type { TemporalFacts } from '#workers/execution/temporal-facts';
import { announcedLock, lapsedLock, type LockData, openLock, releasedLock, requestedLock } from '#workflows/lock/state';
import { createBackEnd } from './back-end.ts';
import { createOracle } from './oracle.ts';
import { issuerKeysInMemory } from './people.ts';
import { compiledPolicy, configuration, environments, policies, type PolicyName } from './policies.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** One each: which of several a write goes to is shown elsewhere. */
const backEnds = environments.map((environment) => ({ environment, name: 'lab' }));

/** What goes wrong in the next attempt to write, inside the executor. */
export interface AttemptFault {
  readonly dies?: 'before the intent' | 'after the intent';
  /** Something that happens meanwhile. */
  readonly meanwhile?: { readonly at: 'needed' | 'judge' | 'intent'; readonly happens: () => Promise<void> };
}

export type System = Awaited<ReturnType<typeof startSystem>>;

const quiet = pino({ level: 'silent' });
const keepsAll = { mask: <T>(value: T): T => value };
const servers = ['infrastructure', 'deployments'] as const;

/**
 * Gate, authority, verifier, policy, marks, switches and audit log as they are, on files of their own; the back end, the
 * workflow of a lock and those of incidents are in memory.
 */
export async function startSystem(clock: VirtualClock, checks?: readonly WriteCheck[]) {
  const folder = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'holdfast-model-'));
  const home = await openHome(join(folder, 'home'));
  const headsFolder = join(folder, 'heads');
  const signing = await openSigningKeys(home.keys, 'approvals');
  const thrower = createKillSwitches(home.switches, home.keys, await openSigningKeys(home.keys, switchKeyUse));
  const oracle = createOracle(() => clock.now());
  const locks = new Map<string, LockData>();
  const incidents = new Map<string, string>();
  let policyFile: PolicyName = 'default';
  let goodPolicy: PolicyName = 'default';
  let retired: SigningKey | undefined;
  let fault: AttemptFault = {};
  let isHidden = false;
  const leftOpen: { close(): Promise<void> }[] = [];

  let executor: Awaited<ReturnType<typeof openExecutor>>;
  const backEnd = createBackEnd(oracle, () => executor.die());
  const backEndTools = backEnd.tools;

  const placeOf = (environment: string, service: string) => `${environment}/${service}`;
  const lockAt = (environment: string, service: string) =>
    locks.get(placeOf(environment, service)) ?? openLock(environment, service);

  const temporal: TemporalFacts = {
    async lockOf(environment, service) {
      const lock = locks.get(placeOf(environment, service));
      return lock && lapsedLock(lock, clock.now());
    },
    async requestLock({ environment, service, ...request }) {
      const { lock, grant } = requestedLock(lockAt(environment, service), request, clock.now());
      const place = placeOf(environment, service);
      locks.set(place, lock);
      if (grant.kind === 'granted')
        oracle.granted(place, request.actionHash, request.part, Date.parse(grant.leaseUntil));
      return grant;
    },
    async notNeeded({ id }) {
      return incidents.get(id);
    },
  };

  await rotateKey();
  executor = await openExecutor();

  /** There is always a retired one: somebody may have got hold of it. */
  async function rotateKey(): Promise<void> {
    retired = await signing.current();
    clock.advance(1_000);
    await signing.rotate();
    clock.advance(1_000);
  }

  async function openExecutor() {
    let isDead = false;
    const audit = await openProcessAudit(home, 'executor', { headsFolder });
    const marks = createActionMarks(home.actions);
    const switches = createKillSwitches(home.switches, home.keys);
    const policy = await keepPolicy(async () => compiledPolicy(policyFile), quiet);
    const now = () => new Date();
    const verifier = createDecisionVerifier({
      approvals: configuration.approvals,
      keys: async (kid) => (await publicKeys(home.keys)).get(kid),
      tokenKeys: issuerKeysInMemory,
      keepKey: () => Promise.resolve(),
    });
    /** A process that has died does nothing more, not even in its last `catch`. */
    const living =
      <Given extends readonly unknown[], Found>(work: (...given: Given) => Promise<Found>) =>
      async (...given: Given): Promise<Found> => {
        assertAlive();
        const found = await work(...given);
        assertAlive();
        return found;
      };
    const assertAlive = () => {
      if (isDead) throw new Error('the executor has died');
    };
    const die = () => void (isDead = true);
    const meanwhile = async (at: NonNullable<AttemptFault['meanwhile']>['at']) => {
      const { meanwhile: one } = fault;
      if (one?.at !== at) return;
      fault = { ...fault, meanwhile: undefined };
      await one.happens();
    };
    const mortal = (authority: WriteAuthority): WriteAuthority => ({
      now,
      marksOf: living((hash) => authority.marksOf(hash)),
      mark: living(async (hash, mark, content) => {
        const isIntent = mark === 'intent' || mark === 'undo-intent';
        if (isIntent && fault.dies === 'before the intent') die();
        assertAlive();
        await authority.mark(hash, mark, content);
        if (isIntent && fault.dies === 'after the intent') die();
      }),
      stoppedBy: living((write) => authority.stoppedBy(write)),
      judge: living(async (write, preview) => {
        await meanwhile('judge');
        return authority.judge(write, preview);
      }),
      missingApproval: living((write, verdict) => authority.missingApproval(write, verdict)),
      lockLostBy: living((write) => authority.lockLostBy(write)),
      notNeeded: living(async (write) => {
        await meanwhile('needed');
        return authority.notNeeded(write);
      }),
      record: living(async (write, what) => {
        const head = await authority.record(write, what);
        if (what.state === 'intent') await meanwhile('intent');
        return head;
      }),
    });
    let gates: ReadonlyMap<string, WriteGate> = new Map();
    const activities = createActionActivities(
      composeExecutor({
        tools: { callTool: () => Promise.reject(new Error('nothing is read here')) },
        mask: (value) => value,
        putEvidence: () => Promise.reject(new Error('nothing is verified here')),
        configuration,
        policy,
        marks,
        audit,
        switches,
        verifier,
        temporal,
        now,
        writeTools: servers.map((server) => ({ server, backEnds, tools: backEndTools[server] })),
        createGates: (authority) =>
          (gates = new Map(
            servers.map((server) => [
              server,
              createWriteGate({
                server,
                backEnds,
                tools: backEndTools[server],
                masker: keepsAll,
                checks,
                authority: mortal(authority),
                audit: { recordToolCall: living((record) => audit.recordToolCall(record)) },
              }),
            ]),
          )),
      }),
    );
    return { activities, gates, audit, die, isDead: () => isDead };
  }

  return {
    clock,
    oracle,
    backEnd,
    temporal,
    locks,
    incidents,
    home,
    executor: () => executor,
    /** @param dies without closing anything */
    async restart(dies: boolean): Promise<void> {
      if (dies) leftOpen.push(executor.audit);
      else await executor.audit.close();
      // With a policy that does not compile it would not start: somebody puts the last good one back.
      policyFile = goodPolicy;
      oracle.follows(goodPolicy);
      clock.advance(1_000);
      executor = await openExecutor();
    },
    failNext: (next: AttemptFault) => void (fault = next),
    release(
      document: ActionDocument,
      actionHash: ActionHash,
      part: ActionPart,
      end: PastAction['end'],
      narrowTo?: string,
    ) {
      const { environment, service } = document;
      const release = { actionHash, part, end, ...(narrowTo === undefined ? {} : { narrowTo }) };
      locks.set(placeOf(environment, service), releasedLock(lockAt(environment, service), release, clock.now()));
      oracle.released(placeOf(environment, service), actionHash, part, end, narrowTo !== undefined);
    },
    /** @returns the older proposal of the same step */
    announce({ environment, service, proposal: { runId, path } }: ActionDocument, actionHash: ActionHash) {
      const announced = announcedLock(lockAt(environment, service), {
        actionHash,
        workflowId: actionHash,
        runId,
        path,
      });
      locks.set(placeOf(environment, service), announced.lock);
      return announced.older?.actionHash;
    },
    keys: async () => ({ current: await signing.current(), retired }),
    rotateKey,
    /** In force when this returns: two seconds later. */
    setPolicy(name: PolicyName): void {
      policyFile = name;
      if (!('broken' in policies[name])) goodPolicy = name;
      clock.advance(2_000);
      oracle.follows(name);
    },
    /** Of another process; in force when this returns: two seconds later. */
    async setSwitch(scope: SwitchScope, isThrown: boolean): Promise<void> {
      const name = scope.kind === 'global' ? 'global' : `${scope.kind} ${scope.name}`;
      if (oracle.isThrown(name) === isThrown) return;
      if (isThrown) await thrower.throwSwitch(scope, 'somebody is uneasy', 'carol');
      else {
        oracle.thrown(name, false);
        await thrower.release(scope, 'all is well', 'carol');
      }
      clock.advance(2_000);
      oracle.thrown(name, isThrown);
    },
    async hideRecords(hidden: boolean): Promise<void> {
      if (hidden === isHidden) return;
      const aside = join(folder, 'aside');
      await (hidden ? rename(home.actions, aside) : rename(aside, home.actions));
      isHidden = hidden;
      oracle.hides(hidden);
    },
    /** Activities may fail: the records are away, or no policy compiles. */
    isCrippled: () => isHidden || policyFile !== goodPolicy,
    /** What the verifier of audit logs finds in all that was written, and every record of a write in them. */
    async verify() {
      await executor.audit.close();
      const writes: { readonly kind: string; readonly content: Readonly<Record<string, unknown>> }[] = [];
      const found = await verifyAudit({
        sources: await auditSources(home.audit),
        keys: verificationKeys((await publicKeys(home.keys)).values()),
        heads: await readHeads(headsFolder),
        onRecord: ({ content }) => {
          const kind = String(content['kind']);
          if (kind === 'intent' || kind === 'result') writes.push({ kind, content });
        },
      });
      return { findings: found.findings, writes };
    },
    async end(): Promise<void> {
      await executor.audit.close();
      await rm(folder, { recursive: true, force: true });
      for (const audit of leftOpen) await audit.close();
    },
  };
}
