import { z } from 'zod';
import { EnvironmentName } from '#settings/names';
import { SecretReference } from '#settings/secret';

const IntegrationName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/, 'an integration is named with lower-case letters, digits and "-"');

/**
 * An integration as every process reads it: whose it is, its secret references, its environment. What its source adds is
 * checked by {@link integrationsOf}, in the processes that know the sources: one that holds the key of approvals or a
 * credential to write loads nothing of hooks.
 */
const Integration = z.looseObject({
  source: z.string(),
  authentication: z.record(z.string(), z.union([SecretReference, z.string()])),
  environment: EnvironmentName.optional(),
});
export type Integration = z.infer<typeof Integration>;

/** Alert sources by integration name: `POST /v1/hooks/<source>/<integration>`. */
export const Integrations = z.record(IntegrationName, Integration).default({});
export type Integrations = z.infer<typeof Integrations>;

/** What the configuration takes from a hook source. */
export interface IntegrationKind {
  readonly name: string;
  /** Of an integration, beside `source`, `authentication` and `environment`. */
  readonly settings: z.ZodObject;
  /** Each stands under `authentication`. */
  readonly authentication: readonly { readonly settings: z.ZodObject }[];
}

/** Integrations of these kinds, each checked whole. */
export function integrationsOf(kinds: readonly IntegrationKind[]): z.ZodType<Integrations> {
  const each = kinds.map(({ name, settings, authentication }) =>
    z.strictObject({
      source: z.literal(name),
      authentication: z.union(authentication.map((way) => way.settings)),
      environment: EnvironmentName.optional(),
      ...settings.shape,
    }),
  );
  // The shapes are those of the sources, which only run time knows.
  return z.record(IntegrationName, z.union(each)).default({}) as unknown as z.ZodType<Integrations>;
}
