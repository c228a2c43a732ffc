import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { pino } from 'pino';
import { stringify } from 'yaml';
import type { Delivery } from '#core/alerts/alert';
import { incidentWorkflowId } from '#core/ids/workflow-ids';
import { createDeliveries } from '#temporal/deliveries';
import { createIncidents } from '#temporal/incidents';
import { labCatalogue } from '#lab/catalogue';
import { freePort } from '#processes/free-port';
import { builtProgram } from '#processes/built-program';
import { type OwnedProcess, spawnOwned } from '#processes/spawn-owned';
import { waitUntil } from '#processes/wait-until';
import { openHome } from '#records/home';
import { openRecords } from '#records/open-records';
import type { incident } from '#workflows/incident/incident';
import { incidentQuery } from '#workflows/incident/messages';
import { shiftCapture } from './shift-capture.ts';

const hookToken = 'a-token-of-this-test';
/** As if it had just ended: an investigation looks back from now. Once for all systems, so that their briefs can be compared. */
const capture = shiftCapture(
  JSON.parse(readFileSync(join(import.meta.dirname, '..', 'captures', 'bad-release.json'), 'utf8')) as Capture,
  Date.now() / 1000,
);

interface Capture {
  readonly delivery: Delivery;
  readonly replies: Readonly<Record<string, object>>;
}

/** The real investigator process over captured tool replies, on a task queue of its own. */
export async function startCapturedSystem(options: {
  readonly temporalAddress: string;
  readonly cachedWorkflows: number;
  /** How long each tool takes. */
  readonly delayMilliseconds: number;
}) {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-captured-'));
  const taskQueue = `captured-${randomUUID()}`;
  const gatewayPort = await freePort();
  const configurationFile = join(folder, 'holdfast.yaml');
  const captureFile = join(folder, 'capture.json');
  writeFileSync(captureFile, JSON.stringify(capture));
  const captured = (server: string, ...tools: readonly string[]) => ({
    command: [
      process.execPath,
      builtProgram('test/support/captured-server'),
      captureFile,
      server,
      String(options.delayMilliseconds),
    ],
    // Mounted servers are read from only where the configuration says that their tools are reads.
    risks: Object.fromEntries(tools.map((tool) => [tool, 'read'])),
  });
  writeFileSync(
    configurationFile,
    stringify({
      apiVersion: 'holdfast/v2',
      kind: 'Configuration',
      temporal: { taskQueue },
      gateway: { port: gatewayPort },
      integrations: {
        captured: {
          source: 'alertmanager',
          authentication: { bearer: { env: 'HOOK_TOKEN' } },
          environment: 'production',
        },
      },
      toolServers: {
        metrics: captured('metrics', 'compare_time_periods', 'evaluate_alert_rules'),
        alerts: captured('alerts', 'get_active_alerts'),
        deployments: captured('deployments', 'get_recent_deployments', 'get_rollout_history'),
      },
      catalogue: labCatalogue(),
      limits: { settle: '1s', quiet: '1s', lookback: '2m' },
    }),
  );
  const records = await openRecords(await openHome(folder), pino({ level: 'silent' }));
  const connection = Connection.lazy({ address: options.temporalAddress });
  const client = new Client({ connection });
  const incidents = createIncidents({ client, processName: 'gateway' });
  const deliveries = createDeliveries({
    client,
    processName: 'gateway',
    taskQueue,
    settleSeconds: 0,
    quietSeconds: 0,
  });
  let worker: OwnedProcess | undefined;
  let gateway: OwnedProcess | undefined;
  const start = (name: 'gateway' | 'investigator') =>
    spawnOwned({
      name,
      command: process.execPath,
      args: [builtProgram(`workers/${name}`)],
      env: {
        PATH: process.env['PATH'],
        HOLDFAST_CONFIGURATION: configurationFile,
        HOLDFAST_HOME: folder,
        HOLDFAST_TEMPORAL_ADDRESS: options.temporalAddress,
        HOLDFAST_CACHED_WORKFLOWS: String(options.cachedWorkflows),
        ...(name === 'gateway' ? { HOOK_TOKEN: hookToken } : {}),
      },
      logFile: join(folder, `${name}.log`),
    });

  return {
    client,
    incidents,
    records,
    gatewayUrl: `http://127.0.0.1:${gatewayPort}`,
    hook: { url: `http://127.0.0.1:${gatewayPort}/v1/hooks/alertmanager/captured`, bearerToken: hookToken },
    startWorker() {
      worker = start('investigator');
    },
    async startGateway() {
      gateway = start('gateway');
      await waitUntil('the gateway', async () => (await fetch(`http://127.0.0.1:${gatewayPort}/healthz`)).ok, {
        timeoutMilliseconds: 30_000,
        everyMilliseconds: 50,
      });
    },
    async killGateway() {
      gateway?.kill('SIGKILL');
      await gateway?.exited;
    },
    async killWorker() {
      worker?.kill('SIGKILL');
      await worker?.exited;
    },
    /** Delivers the captured alert as a group of its own. */
    async deliverAlert() {
      const groupKey = randomUUID();
      const groupId = groupKey.replaceAll('-', '').slice(0, 16);
      const own: Delivery = { ...capture.delivery, integration: 'captured', groupKey, groupId };
      await deliveries.deliver(own, await records.putDelivery(own));
      const handle = client.workflow.getHandle<typeof incident>(incidentWorkflowId(own.integration, own.groupId));
      return {
        handle,
        async progress() {
          const { historyLength, memo } = await handle.describe();
          return { historyLength, isBriefed: Boolean(memo?.['briefDigest']) };
        },
        async brief() {
          const state = await handle.query(incidentQuery).catch(() => undefined);
          return state?.brief ? readFileSync(state.brief.path, 'utf8') : undefined;
        },
        async resolve() {
          const resolved: Delivery = {
            ...own,
            alerts: own.alerts.map((alert) => ({ ...alert, status: 'resolved', endsAt: new Date().toISOString() })),
          };
          await deliveries.deliver(resolved, await records.putDelivery(resolved));
          return handle.result();
        },
      };
    },
    async stop() {
      await Promise.all([worker?.stop(), gateway?.stop()]);
      await connection.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
