import { parseActionHash } from '#core/ids/action-hash';
import { join } from 'node:path';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createActivities } from '#activities/index';
import { dependenciesOf } from '#configuration/catalogue';
import { loadConfiguration } from '#configuration/load-configuration';
import { compileChecklists, readLibraryFiles } from '#configuration/load-library';
import { packageRoot } from '#processes/package-root';
import { resolveSecrets } from '#configuration/resolve-secrets';
import { secretParts } from '#configuration/secret-names';
import { approvalsUrl, hasWrites } from '#configuration/writes';
import { incidentPath } from '#web/paths/gateway';
import { createToolHub } from '#mcp/client/hub';
import { openProcessAudit } from '#records/audit-log';
import { tellTerminal } from '#notifications/terminal';
import { canonicalJson } from '#core/json/canonical-json';
import { sha256 } from '#records/digest';
import { openHome } from '#records/home';
import { createMasker } from '#records/masking/create-masker';
import { createOfferedRunbooks } from '#records/offered-runbooks';
import { openRecords } from '#records/open-records';
import { openAdapterParts } from './adapter-parts.ts';
import { notificationDependencies } from './notifications.ts';
import { keepLibraryOpen } from './keep-library-open.ts';
import { openLibrary, runbookFolders } from './open-library.ts';
import { registerSearchAttributes } from '#temporal/register-search-attributes';
import { runProcess } from './run-process.ts';
import { tellLeftOut } from './tell-left-out.ts';
import { temporalConnection } from '#temporal/connection';
import { configuredRisk, knownEnvironments, servedEnvironments, toolServerConnections } from './tool-servers.ts';

// The investigator: runs incident workflows and their read activities. It holds read credentials and parses no hooks.
await runProcess('investigator', async (environment, logger) => {
  const configuration = await loadConfiguration(environment.HOLDFAST_CONFIGURATION);
  const { catalogue, limits, gateway, temporal } = configuration;
  const home = await openHome(environment.HOLDFAST_HOME);
  const records = await openRecords(home, logger);
  const audit = await openProcessAudit(home, 'investigator', {
    headsFolder: configuration.audit.heads,
    onProblem: (error) => logger.error({ err: error }, 'a checkpoint of the audit log is late'),
  });
  const masker = createMasker(configuration.masking);
  const secrets = resolveSecrets(secretParts.investigator(configuration), process.env, masker);
  const parts = openAdapterParts({ secrets, reportedChanges: records.changes });
  const tools = createToolHub({
    audit,
    masker,
    configuredRisk: (server, tool) => configuredRisk(configuration, server, tool),
    servers: toolServerConnections(configuration, { audit, masker, parts }),
  });
  const digest = (value: unknown) => sha256(canonicalJson(value));
  const offered = createOfferedRunbooks(home.library);
  const files = await readLibraryFiles(runbookFolders(configuration, environment.HOLDFAST_CONFIGURATION));
  const checklists = compileChecklists(files);
  const leftOut = tellLeftOut(environment.HOLDFAST_CONFIGURATION, (line) =>
    tellTerminal(home.terminal, line).catch((error: unknown) => logger.warn({ err: error, line }, 'not told')),
  );
  const library = await keepLibraryOpen(
    () => openLibrary(configuration, files, tools),
    async ({ runbooks, problems }) => {
      await offered.put(
        runbooks.map((runbook) => ({
          name: runbook.name,
          title: runbook.title,
          inputs: runbook.inputs,
          sha256: digest(runbook),
        })),
      );
      await leftOut(problems);
    },
    logger,
  );
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
    // By default the workflows of a killed worker wait ten seconds for it to return.
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
      getBrief: records.getBrief,
      checklists,
      runbooks: library.runbooks,
      knownServices: Object.keys(catalogue.services),
      knownEnvironments: knownEnvironments(configuration),
      digest,
      hashOf: (bytes) => parseActionHash(sha256(bytes)),
      execution: hasWrites(configuration)
        ? { ...configuration.execution, approvalsUrl: approvalsUrl(configuration) }
        : undefined,
      notifications: notificationDependencies(configuration, {
        secrets,
        home,
        audit,
        logger,
        publicUrl: gateway.publicUrl,
      }),
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
    library.stop();
    worker.shutdown();
    await running;
    await tools.close();
    await parts.close();
    await audit.close();
    await connection.close();
  };
});
