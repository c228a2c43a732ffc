import { join } from 'node:path';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createActivities } from '#activities/index';
import { dependenciesOf } from '#configuration/catalogue';
import { builtInRunbooks, loadChecklists } from '#configuration/load-checklists';
import { loadConfiguration } from '#configuration/load-configuration';
import { packageRoot } from '#processes/package-root';
import { resolveSecrets } from '#configuration/resolve-secrets';
import { incidentPath } from '#gateway/paths';
import { createToolHub } from '#mcp/client/hub';
import { openAuditLog } from '#records/audit-log';
import { canonicalJson } from '#core/vocabulary/canonical-json';
import { sha256 } from '#records/digest';
import { openHome } from '#records/home';
import { createMasker } from '#records/masking/create-masker';
import { openRecords } from '#records/open-records';
import { registerSearchAttributes } from './register-search-attributes.ts';
import { runProcess } from './run-process.ts';
import { temporalConnection } from './temporal-connection.ts';
import { servedEnvironments, toolServerConnections } from './tool-servers.ts';

// The investigator: runs incident workflows and their read activities. It holds read credentials and parses no hook.
await runProcess('investigator', async (environment, logger) => {
  const configuration = await loadConfiguration(environment.HOLDFAST_CONFIGURATION);
  const { catalogue, limits, gateway, temporal } = configuration;
  const checklists = await loadChecklists([builtInRunbooks()]);
  const home = await openHome(environment.HOLDFAST_HOME);
  const records = await openRecords(home, logger);
  const audit = await openAuditLog(home.audit, 'investigator');
  const masker = createMasker(configuration.masking);
  const tools = createToolHub({
    audit,
    masker,
    servers: toolServerConnections(configuration, {
      audit,
      masker,
      reportedChanges: records.changes,
      secretOf: resolveSecrets({ toolServers: configuration.toolServers }, process.env),
    }),
  });
  const { connection: connectionOptions, namespace = temporal.namespace } = temporalConnection(environment);

  Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: [] });
  const connection = await NativeConnection.connect(connectionOptions);
  await registerSearchAttributes(connection, namespace);
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue: temporal.taskQueue,
    workflowBundle: { codePath: join(packageRoot(), 'dist', 'workflow-bundle.js') },
    maxCachedWorkflows: environment.HOLDFAST_CACHED_WORKFLOWS,
    // By default a killed worker's workflows wait ten seconds for it to come back.
    stickyQueueScheduleToStartTimeout: '1s',
    shutdownGraceTime: '2s',
    activities: createActivities({
      getDelivery: records.getDelivery,
      getEvidence: records.getEvidence,
      putEvidence: records.putEvidence,
      putBrief: async (brief, markdown) => {
        const { digest, jsonPath } = await records.putBrief(brief, markdown);
        return { digest, path: jsonPath };
      },
      checklists,
      digest: (value) => sha256(canonicalJson(value)),
      isKnownService: (service) => Object.hasOwn(catalogue.services, service),
      dependenciesOf: (service) => dependenciesOf(catalogue, service),
      servers: servedEnvironments(configuration),
      lookbackSeconds: limits.lookback,
      tools,
      mask: (value) => masker.mask(value),
      topology: Object.entries(catalogue.services).map(([name, { owner, dependencies }]) => ({
        name,
        owner,
        dependencies,
      })),
      links: (incidentId, workflowId) => ({
        page: gateway.publicUrl && `${gateway.publicUrl.replace(/\/$/, '')}${incidentPath(incidentId)}`,
        temporal:
          environment.HOLDFAST_TEMPORAL_UI &&
          `${environment.HOLDFAST_TEMPORAL_UI}/namespaces/${namespace}/workflows/${encodeURIComponent(workflowId)}`,
      }),
      now: () => new Date(),
    }),
  });
  const running = worker.run();
  running.catch((error: unknown) => {
    logger.fatal({ err: error }, 'the worker failed');
    process.exit(1);
  });
  return async () => {
    worker.shutdown();
    await running;
    await tools.close();
    await audit.close();
    await connection.close();
  };
});
