import { type ActionHash, parseActionHash } from '#core/ids/action-hash';
import type { RunId } from '#core/ids/workflow-ids';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { pino } from 'pino';
import { createProposeAction } from '#activities/propose-action';
import { startDevelopmentIssuer } from '#lab/identity-provider/start-development-issuer';
import { CALLBACK_PATH } from '#web/paths/approvals';
import { decisionKeyUse } from '#approvals/sign-decision';
import { loadConfiguration } from '#configuration/load-configuration';
import { readingToolServers } from '#configuration/writes';
import type { ActionDocument, ActionState } from '#core/actions/action';
import type { ActionRecord, ProposeRequest } from '#core/actions/action-work';
import { canonicalJson, withoutUndefinedKeys } from '#core/json/canonical-json';
import type { VerifiedDecision } from '#core/actions/decision';
import { createToolHub } from '#mcp/client/hub';
import { builtProgram } from '#processes/built-program';
import { freePort } from '#processes/free-port';
import { type OwnedProcess, spawnOwned } from '#processes/spawn-owned';
import { waitUntil } from '#processes/wait-until';
import { openProcessAudit } from '#records/audit-log';
import { auditFileNames } from '#records/audit-files';
import { sha256 } from '#records/digest';
import { openHome } from '#records/home';
import { createMasker } from '#records/masking/create-masker';
import { openRecords } from '#records/open-records';
import { type AuditRecord, readAuditLog } from '#records/read-audit-log';
import { openSigningKeys } from '#records/signing-keys';
import { toolServerConnections } from '#workers/tool-servers';
import type { action } from '#workflows/action/action';
import { actionQuery, decideNow } from '#workflows/action/messages';
import { guardedConfiguration, guardedPeople, guardedPolicy } from './guarded-configuration.ts';
import { type DecisionWish, guardedDecisions, signedInAt } from './guarded-people.ts';
import { inActivity } from './in-activity.ts';
import { startSupervisor } from './lab-supervisor.ts';
import { effectsOn } from './write-tool-parts.ts';
import { fixedSecrets } from './fixed-secrets.ts';
import { openAdapterParts } from '#workers/adapter-parts';

export interface GuardedSystemOptions {
  readonly temporalAddress: string;
  /** Of the lab, each in production and in the other environments. Default: the ledger. */
  readonly services?: readonly string[];
  /** Servers of others, as `toolServers` lists them. With one nobody can decide anything. */
  readonly mounted?: Readonly<Record<string, object>>;
  /** How the executor reaches production's supervisor. Default: straight. */
  readonly through?: (supervisorUrl: string) => Promise<string>;
}

export type GuardedSystem = Awaited<ReturnType<typeof startGuardedSystem>>;
export type GuardedAction = Awaited<ReturnType<GuardedSystem['start']>>;

/** What was proposed: the bytes that people approve. */
export interface Proposed {
  readonly bytes: string;
  readonly actionHash: ActionHash;
}

/** Other bytes than those that were proposed, with a hash of their own. */
export function edited({ bytes }: Proposed, change: (document: ActionDocument) => object): Proposed {
  const changed = canonicalJson(withoutUndefinedKeys(change(JSON.parse(bytes) as ActionDocument)));
  return { bytes: changed, actionHash: parseActionHash(sha256(changed)) };
}

/**
 * A system that writes: real supervisors (production, and one for staging and development), the real executor process,
 * people at a development issuer; the approvals service where a test starts it. Environments and queues are its own.
 */
export async function startGuardedSystem(options: GuardedSystemOptions) {
  const { temporalAddress, services = ['ledger'], mounted = {} } = options;
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-guarded-'));
  const suffix = randomBytes(4).toString('hex');
  const environments = {
    production: `production-${suffix}`,
    staging: `staging-${suffix}`,
    development: `development-${suffix}`,
  };
  const approvalsPort = await freePort();
  const approvalsUrl = `http://127.0.0.1:${approvalsPort}`;
  const [production, other] = await Promise.all([startSupervisor(services), startSupervisor(services)]);
  const issuer = await startDevelopmentIssuer({
    port: 0,
    people: guardedPeople,
    clients: [
      {
        clientId: 'holdfast',
        redirectUris: [`${approvalsUrl}${CALLBACK_PATH}`, 'http://127.0.0.1/signed-in', signedInAt],
      },
    ],
    log: pino({ level: 'silent' }),
  });
  const configurationFile = join(folder, 'holdfast.yaml');
  const executeQueue = `execute-${suffix}`;
  writeFileSync(join(folder, 'policy.yaml'), guardedPolicy);
  writeFileSync(
    configurationFile,
    guardedConfiguration({
      executeQueue,
      environments,
      approvalsPort,
      services,
      mounted,
      investigateQueue: `investigate-${suffix}`,
      productionUrl: (await options.through?.(production.url)) ?? production.url,
      otherUrl: other.url,
      issuerUrl: issuer.issuer,
    }),
  );
  const configuration = await loadConfiguration(configurationFile);
  const home = await openHome(join(folder, 'home'));
  const records = await openRecords(home, pino({ level: 'silent' }));
  const audit = await openProcessAudit(home, 'investigator');
  const masker = createMasker(configuration.masking);
  /** What the investigator holds: the read tools, and the write tools as everybody sees them. */
  const hub = createToolHub({
    audit,
    masker,
    servers: toolServerConnections(
      { ...configuration, toolServers: readingToolServers(configuration) },
      { audit, masker, parts: openAdapterParts({ secrets: fixedSecrets(''), reportedChanges: records.changes }) },
    ),
  });
  const proposeAction = createProposeAction({
    tools: hub,
    hashOf: (bytes) => parseActionHash(sha256(bytes)),
    now: () => new Date(),
    mask: (value) => masker.mask(value),
    putEvidence: records.putEvidence,
  });
  const connection = Connection.lazy({ address: temporalAddress });
  const client = new Client({ connection });
  const keys = await openSigningKeys(home.keys, decisionKeyUse);
  const people = guardedDecisions(issuer.issuer, () => keys.current());
  const processes = new Map<string, OwnedProcess>();

  async function spawn(name: 'approvals' | 'executor'): Promise<void> {
    const lines: string[] = [];
    const process_ = spawnOwned({
      name,
      command: process.execPath,
      args: [builtProgram(`workers/${name}`)],
      env: {
        PATH: process.env['PATH'],
        HOLDFAST_CONFIGURATION: configurationFile,
        HOLDFAST_HOME: home.root,
        HOLDFAST_TEMPORAL_ADDRESS: temporalAddress,
      },
      logFile: join(folder, `${name}.log`),
      onLine: (line) => void lines.push(line),
    });
    processes.set(name, process_);
    const ended = process_.exited.then(() => Promise.reject(new Error(`${name} ended: ${lines.join('\n')}`)));
    const isReady = () => lines.some((line) => line.includes('"msg":"ready"'));
    await Promise.race([ended, waitUntil(name, isReady, { timeoutMilliseconds: 40_000, everyMilliseconds: 20 })]);
    // That it ends later is what tests do to it.
    ended.catch(() => {});
  }
  async function kill(name: 'approvals' | 'executor'): Promise<void> {
    processes.get(name)?.kill('SIGKILL');
    await processes.get(name)?.exited;
  }
  const supervisorOf = (environment: keyof typeof environments) => (environment === 'production' ? production : other);
  const runId = `run/none/${randomUUID()}` as RunId;
  let proposals = 0;

  const system = {
    client,
    connection,
    hub,
    home,
    folder,
    configurationFile,
    configuration,
    keys,
    people,
    environments,
    executeQueue,
    approvalsUrl,
    issuerUrl: issuer.issuer,
    startExecutor: () => spawn('executor'),
    startApprovals: () => spawn('approvals'),
    killExecutor: () => kill('executor'),
    killApprovals: () => kill('approvals'),
    serviceOf: (environment: keyof typeof environments, service = 'ledger') =>
      supervisorOf(environment).client.service(service),
    settled: (environment: keyof typeof environments, service = 'ledger') => supervisorOf(environment).settled(service),
    /** What really happened, counted where it happens. */
    async effects(environment: keyof typeof environments, service = 'ledger') {
      return effectsOn(supervisorOf(environment).url, service);
    },
    /** As a run of a runbook does: with read credentials, from what the target is now. */
    async propose(
      environment: keyof typeof environments,
      wish: Partial<ProposeRequest> = {},
      approvalWithinSeconds = 300,
    ): Promise<Proposed> {
      const service = wish.service ?? 'ledger';
      const { replicas } = await supervisorOf(environment).client.service(service);
      const answer = await inActivity(() =>
        proposeAction({
          proposal: { runId, path: `step-${++proposals}`, number: 1 },
          runbook: { name: 'test', sha256: 'd'.repeat(64) },
          startedBy: { name: 'Somebody else', channel: 'page', verified: true },
          title: 'Change how many there are',
          environment: environments[environment],
          service,
          server: 'infrastructure',
          tool: 'scale_deployment',
          evidence: [],
          approvalWithinSeconds,
          parameters: { replicas: replicas === 1 ? 2 : 1 },
          expectation: {
            server: 'infrastructure',
            tool: 'get_service_status',
            arguments: { service },
            scope: {},
            poll: { until: { cel: 'true' }, forSeconds: 0, everySeconds: 1 },
            withinSeconds: 10,
          },
          ifNotVerified: 'stop',
          ...wish,
        }),
      );
      if (answer.kind === 'refused') throw new Error(`nothing was proposed: ${answer.reason}`);
      return answer;
    },
    /** As a run does: on the execute queue, under the one id that it can have. */
    async start({ bytes, actionHash }: Proposed) {
      const handle = await client.workflow.start<typeof action>('action', {
        workflowId: `action/${actionHash}`,
        taskQueue: executeQueue,
        workflowTaskTimeout: '5s',
        args: [{ bytes, actionHash }],
      });
      return system.follow(actionHash, handle.firstExecutionRunId);
    },
    /** @param run of the workflow; absent: the newest */
    follow(actionHash: string, run?: string) {
      const handle = client.workflow.getHandle<typeof action>(`action/${actionHash}`, run);
      const record = (): Promise<ActionRecord> => handle.query(actionQuery);
      const reaches = async (...states: readonly ActionState[]): Promise<ActionRecord> => {
        const until = Date.now() + 25_000;
        for (;;) {
          const now = await record();
          if (states.includes(now.state)) return now;
          const steps = now.steps.map(({ state, reason }) => [state, reason].filter(Boolean).join(': ')).join(' -> ');
          if (now.ended) throw new Error(`it is not ${states.join(' or ')}, it has ended: ${steps}`);
          if (Date.now() > until) throw new Error(`it does not come to ${states.join(' or ')}: ${steps}`);
          await pause(50);
        }
      };
      return { handle, actionHash, run, record, reaches };
    },
    /** Somebody decides, and it is sent. @returns what the executor says of it */
    async decide(followed: { handle: GuardedHandle; record: () => Promise<ActionRecord> }, wish: DecisionWish = {}) {
      const decision = await people.decision(await followed.record(), wish);
      return followed.handle.executeUpdate(decideNow, { args: [decision] }) as Promise<VerifiedDecision>;
    },
    /** Of all processes, by kind and with all of these words. */
    async audited(kind: AuditRecord['kind'], ...words: readonly string[]): Promise<readonly AuditRecord[]> {
      const names = await auditFileNames(home.audit);
      const logs = await Promise.all(names.map((name) => readAuditLog(join(home.audit, name))));
      return logs
        .flatMap((log) => log.records)
        .filter((record) => record.kind === kind && words.every((word) => JSON.stringify(record).includes(word)));
    },
    async stop() {
      await Promise.all([...processes.values()].map((each) => each.stop()));
      await hub.close();
      await audit.close();
      await issuer.close();
      await Promise.all([production.stop(), other.stop()]);
      await connection.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  type GuardedHandle = ReturnType<typeof client.workflow.getHandle<typeof action>>;
  return system;
}
