import type { Integrations } from '#configuration/integrations';
import type { IntakeAuthentication, SharedSecrets } from '../authentication/authentication.ts';
import type { HookSource } from './define-hook-source.ts';

/** A configured integration, its secret read. */
export interface OpenIntegration {
  readonly source: HookSource;
  readonly authentication: IntakeAuthentication;
  readonly environment?: string;
  /** As the source's own schema parsed them. */
  readonly settings: object;
}

/** @param integrations checked against these sources when the configuration was read */
export function openIntegrations(
  integrations: Integrations,
  sources: readonly HookSource[],
  secrets: SharedSecrets,
): Readonly<Record<string, OpenIntegration>> {
  return Object.fromEntries(
    Object.entries(integrations).map(([name, { source: sourceName, authentication, environment, ...settings }]) => {
      const source = sources.find((each) => each.name === sourceName);
      const way = source?.authentication.find(({ key }) => Object.hasOwn(authentication, key));
      if (!source || !way) throw new Error(`The integration "${name}" was not checked against the hook sources.`);
      return [name, { source, authentication: way.open(authentication, secrets), environment, settings }];
    }),
  );
}
