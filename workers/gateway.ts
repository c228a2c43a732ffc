import type { Configuration } from '#configuration/configuration';
import { loadConfiguration } from '#configuration/load-configuration';
import { resolveSecrets, type Secrets } from '#configuration/resolve-secrets';
import { secretParts } from '#configuration/secret-names';
import { approvalsUrl } from '#configuration/writes';
import { withoutBrackets } from '#core/text/loopback';
import { createGateway } from '#gateway/app';
import { openClient } from '#temporal/connection';
import { createDeliveries } from '#temporal/deliveries';
import { createIncidents } from '#temporal/incidents';
import { openIntegrations } from '#gateway/hooks/open-integrations';
import { hookSources } from '#gateway/hooks/sources';
import { maskRuns } from '#gateway/mask-runs';
import { createRuns } from '#temporal/runs';
import type { GatewaySettings } from '#gateway/settings';
import { openProcessAudit } from '#records/audit-log';
import { openHome } from '#records/home';
import { createMasker } from '#records/masking/create-masker';
import { createOfferedRunbooks } from '#records/offered-runbooks';
import { openRecords } from '#records/open-records';
import { runProcess } from './run-process.ts';

function settingsOf(configuration: Configuration, secrets: Pick<Secrets, 'of'>): GatewaySettings {
  const { gateway, integrations, catalogue } = configuration;
  return {
    host: gateway.host,
    publicUrl: gateway.publicUrl,
    approvalsUrl: approvalsUrl(configuration),
    userHeader: gateway.userHeader,
    changesSecret: gateway.changes && secrets.of(gateway.changes.bearer),
    integrations: openIntegrations(integrations, hookSources, secrets),
    hookSources,
    services: Object.keys(catalogue.services),
  };
}

// The gateway process: hooks and pages. It parses untrusted input, so it holds no credentials of back ends.
await runProcess('gateway', async (environment, logger) => {
  const configuration = await loadConfiguration(environment.HOLDFAST_CONFIGURATION, {
    integrationKinds: hookSources,
    onWarning: (warning) => logger.warn(warning, 'configuration'),
  });
  const home = await openHome(environment.HOLDFAST_HOME);
  const records = await openRecords(home, logger);
  const audit = await openProcessAudit(home, 'gateway', {
    headsFolder: configuration.audit.heads,
    onProblem: (error) => logger.error({ err: error }, 'a checkpoint of the audit log is late'),
  });
  const masker = createMasker(configuration.masking);
  const secrets = resolveSecrets(secretParts.gateway(configuration), process.env, masker);
  const { taskQueue, namespace: defaultNamespace } = configuration.temporal;
  const { client, close: closeClient } = openClient(environment, { defaultNamespace });
  const processName = 'gateway';
  const incidents = createIncidents({ client, processName, uiUrl: environment.HOLDFAST_TEMPORAL_UI });
  const app = createGateway({
    deliveries: createDeliveries({
      client,
      processName,
      taskQueue,
      settleSeconds: configuration.limits.settle,
      quietSeconds: configuration.limits.quiet,
    }),
    incidents,
    runs: maskRuns(createRuns({ client, processName, taskQueue, incidents }), masker),
    offeredRunbooks: createOfferedRunbooks(home.library).list,
    documents: records,
    audit,
    masker,
    settings: settingsOf(configuration, secrets),
    now: () => new Date(),
    logger,
  });
  const { host, port } = configuration.gateway;
  const address = await app.listen({ host: withoutBrackets(host), port });
  logger.info({ address }, 'listening');
  return async () => {
    await app.close();
    await audit.close();
    await closeClient();
  };
});
