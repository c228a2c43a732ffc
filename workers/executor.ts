import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createActionActivities } from '#activities/actions/index';
import { loadConfiguration } from '#configuration/load-configuration';
import { resolveSecrets } from '#configuration/resolve-secrets';
import { secretParts } from '#configuration/secret-names';
import { createToolHub } from '#mcp/client/hub';
import { openProcessAudit } from '#records/audit-log';
import { openHome } from '#records/home';
import { createMasker } from '#records/masking/create-masker';
import { openRecords } from '#records/open-records';
import { packageRoot } from '#processes/package-root';
import { openAdapterParts } from './adapter-parts.ts';
import { actionDependencies } from './execution/action-dependencies.ts';
import { registerSearchAttributes } from '#temporal/register-search-attributes';
import { runProcess } from './run-process.ts';
import { temporalConnection } from '#temporal/connection';
import { configuredRisk, toolServerConnections } from './tool-servers.ts';

// The executor: runs the workflows of actions and locks, and holds the write credentials. It parses only actions and
// decisions, no hooks or documents, and calls no model.
await runProcess('executor', async (environment, logger) => {
  const configuration = await loadConfiguration(environment.HOLDFAST_CONFIGURATION);
  const home = await openHome(environment.HOLDFAST_HOME);
  const records = await openRecords(home, logger);
  const audit = await openProcessAudit(home, 'executor', {
    headsFolder: configuration.audit.heads,
    onProblem: (error) => logger.error({ err: error }, 'audit'),
  });
  const masker = createMasker(configuration.masking);
  const secrets = resolveSecrets(secretParts.executor(configuration), process.env, masker);
  const parts = openAdapterParts({ secrets, reportedChanges: records.changes });
  const tools = createToolHub({
    principal: 'executor',
    configuredRisk: (server, tool) => configuredRisk(configuration, server, tool),
    audit,
    masker,
    servers: toolServerConnections(configuration, { audit, masker, parts }),
  });
  const { connection: connectionOptions, namespace = configuration.temporal.namespace } =
    temporalConnection(environment);
  Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: [] });
  const connection = await NativeConnection.connect(connectionOptions);
  const clientConnection = Connection.lazy({ ...connectionOptions, connectTimeout: '2s' });
  const { taskQueue } = configuration.execution;

  await registerSearchAttributes(connection, namespace);
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue,
    workflowBundle: { codePath: join(packageRoot(), 'dist', 'execute-bundle.js') },
    maxCachedWorkflows: environment.HOLDFAST_CACHED_WORKFLOWS,
    stickyQueueScheduleToStartTimeout: '1s',
    // A write in progress gets time to finish before the executor stops.
    shutdownGraceTime: '20s',
    activities: createActionActivities(
      await actionDependencies({
        configuration,
        home,
        records,
        audit,
        masker,
        tools,
        adapterParts: parts,
        logger,
        configurationFile: environment.HOLDFAST_CONFIGURATION,
        client: new Client({ connection: clientConnection, namespace }),
      }),
    ),
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
    await parts.close();
    await audit.close();
    await Promise.all([connection.close(), clientConnection.close()]);
  };
});
