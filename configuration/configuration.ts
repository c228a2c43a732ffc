import { z } from 'zod';
import { Approvals } from './approvals.ts';
import { Catalogue } from './catalogue.ts';
import { DurationSeconds } from '#settings/duration';
import { Integrations } from './integrations.ts';
import { Notifications } from './notifications.ts';
import { HttpUrl } from '#settings/http-target';
import { SecretReference } from '#settings/secret';
import { ToolServers } from './tool-servers.ts';

/** The whole of `holdfast.yaml`. */
export const Configuration = z.strictObject({
  apiVersion: z.literal('holdfast/v2'),
  kind: z.literal('Configuration'),
  temporal: z
    .strictObject({
      namespace: z.string().default('default'),
      taskQueue: z.string().default('investigate'),
    })
    .prefault({}),
  gateway: z
    .strictObject({
      host: z.string().default('127.0.0.1'),
      /** 0 takes a free one. */
      port: z.number().int().min(0).max(65535).default(8480),
      /** Somebody else signs people in before they reach the pages: a proxy, a mesh. Needed off loopback. */
      authenticatedByProxy: z.boolean().default(false),
      /** In which header the proxy says who is looking. The proxy has to remove it from what comes from outside. */
      userHeader: z
        .string()
        .regex(/^[a-z][a-z0-9-]{0,62}$/, 'a header is named with lower-case letters, digits and "-"')
        .optional(),
      /** How people reach the pages; for links in briefs. */
      publicUrl: HttpUrl.optional(),
      /** For `POST /v1/changes`; without it the route answers 401. */
      changes: z.strictObject({ bearer: SecretReference }).optional(),
    })
    .prefault({}),
  integrations: Integrations,
  toolServers: ToolServers.default({}),
  catalogue: Catalogue.prefault({}),
  runbooks: z
    .strictObject({
      /** Of runbooks and checklists of your own, beside those that come with Holdfast; relative to this file. */
      folders: z.array(z.string().min(1)).default([]),
    })
    .prefault({}),
  notifications: Notifications.prefault({}),
  /** Of the worker that holds write credentials; there is one where a tool server has `writes`. */
  execution: z
    .strictObject({
      taskQueue: z.string().min(1).default('execute'),
      /** A destination of `notifications` that is told what owners have not reacted to, and of break-glass. */
      escalateTo: z.string().min(1).optional(),
    })
    .prefault({}),
  approvals: Approvals.prefault({}),
  policy: z
    .strictObject({
      /** The platform's ceilings, relative to this file; without it the defaults that come with Holdfast. */
      file: z.string().min(1).optional(),
      /** Owners' files, which only tighten; relative to this file. */
      owners: z.string().min(1).optional(),
    })
    .prefault({}),
  audit: z
    .strictObject({
      /** A folder outside the data folder that keeps the head of each log, so that a cut tail shows. */
      heads: z.string().min(1).optional(),
    })
    .prefault({}),
  limits: z
    .strictObject({
      /** How long an incident waits for more alerts before it investigates; critical ones do not wait. */
      settle: DurationSeconds.prefault('5s'),
      /** How long an incident stays open after its last alert resolved. */
      quiet: DurationSeconds.prefault('60s'),
      /** How far before the alert signals and changes are looked at. */
      lookback: DurationSeconds.prefault('1h'),
    })
    .prefault({}),
  masking: z
    .strictObject({
      /** More to mask, beside the built-in patterns. */
      patterns: z
        .array(z.strictObject({ name: z.string().regex(/^[a-z-]{1,30}$/), pattern: z.string().min(1).max(500) }))
        .default([]),
    })
    .prefault({}),
});
export type Configuration = z.infer<typeof Configuration>;
