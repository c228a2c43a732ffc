import { createSignIn } from '#approvals/create-sign-in';
import { refuseDevelopmentIssuers } from '#configuration/development-check';
import { createIssuerKeys } from '#approvals/issuer-keys';
import { approvalsApp } from '#approvals/service/app';
import { createActions } from '#temporal/actions';
import type { ApprovalsSettings } from '#approvals/service/settings';
import { decisionKeyUse, signDecision } from '#approvals/sign-decision';
import { loadConfiguration } from '#configuration/load-configuration';
import { resolveSecrets } from '#configuration/resolve-secrets';
import { secretParts } from '#configuration/secret-names';
import { httpOrigin, withoutBrackets } from '#core/text/loopback';
import type { Configuration } from '#configuration/configuration';
import { openProcessAudit } from '#records/audit-log';
import { openHome } from '#records/home';
import { createMasker } from '#records/masking/create-masker';
import { openSigningKeys } from '#records/signing-keys';
import { runProcess } from './run-process.ts';
import { openClient } from '#temporal/connection';

// The approvals service: people review actions, sign in and decide. It holds the key that signs decisions, but no
// credentials of back ends, and parses no hooks.
await runProcess('approvals', async (environment, logger) => {
  const configuration = await loadConfiguration(environment.HOLDFAST_CONFIGURATION);
  refuseDevelopmentIssuers(configuration);
  const home = await openHome(environment.HOLDFAST_HOME);
  const audit = await openProcessAudit(home, 'approvals', {
    headsFolder: configuration.audit.heads,
    onProblem: (error) => logger.error({ err: error }, 'audit'),
  });
  const masker = createMasker(configuration.masking);
  const secrets = resolveSecrets(secretParts.approvals(configuration), process.env, masker);
  const { client, close: closeClient } = openClient(environment, {
    defaultNamespace: configuration.temporal.namespace,
  });
  const { host, port, issuers } = configuration.approvals;
  const keys = await openSigningKeys(home.keys, decisionKeyUse);
  const app = approvalsApp({
    actions: createActions({ client, processName: 'approvals service' }),
    signIn: createSignIn(
      issuers,
      (name) => {
        const secret = issuers[name]?.clientSecret;
        return secret && secrets.of(secret).read();
      },
      createIssuerKeys(),
    ),
    signDecision: async (claims) => signDecision(claims, await keys.current()),
    audit: { recordDecision: (record) => audit.recordApproval(record) },
    mask: (text) => masker.mask(text),
    settings: settingsOf(configuration, {
      namespace: client.options.namespace,
      temporalAddress: environment.HOLDFAST_TEMPORAL_ADDRESS,
      gatewayUrl: configuration.gateway.publicUrl ?? httpOrigin(configuration.gateway.host, configuration.gateway.port),
    }),
    now: () => new Date(),
    logger,
  });
  const address = await app.listen({ host: withoutBrackets(host), port });
  logger.info({ address }, 'listening');
  return async () => {
    await app.close();
    await audit.close();
    await closeClient();
  };
});

function settingsOf(
  { approvals: { host, publicUrl, issuers, environments } }: Configuration,
  outside: { readonly namespace: string; readonly temporalAddress?: string; readonly gatewayUrl?: string },
): ApprovalsSettings {
  return {
    host,
    publicUrl,
    issuers: Object.fromEntries(
      Object.entries(issuers).map(([name, { clientSecret, ...entry }]) => [
        name,
        { ...entry, isConfidential: clientSecret !== undefined, origins: [new URL(entry.issuer).origin] },
      ]),
    ),
    environments: Object.fromEntries(
      Object.entries(environments).map(([name, { kind, issuer, signInToDecide }]) => [
        name,
        { issuer, signInToDecide: signInToDecide ?? kind === 'production' },
      ]),
    ),
    gatewayUrl: outside.gatewayUrl,
    temporal: { namespace: outside.namespace, address: outside.temporalAddress },
  };
}
