import { z } from 'zod';
import { Approvals } from './approvals.ts';
import { Catalogue } from './catalogue.ts';
import { Risk } from '#core/ids/risk';
import { DurationSeconds } from './settings/duration.ts';
import { Integrations } from './integrations.ts';
import { Notifications } from './notifications.ts';
import { EnvironmentName } from './settings/names.ts';
import { SecretReference } from './settings/secret.ts';

/** Of the servers that are not ours, which are checked by name after parsing. */
export const ServerName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,30}$/, 'a tool server is named with lower-case letters, digits and _');
const BackEndUrl = z.url({ protocol: /^https?$/, error: 'a back end is an http:// or https:// address' });

/**
 * What tools can do at worst, by tool name. Of our own tools this can only make the risk stricter; of others it is what
 * counts, where their annotations do not contradict it. A tool of another's server that is not named is destructive.
 */
const Risks = z.record(z.string().min(1), z.enum(Risk)).default({});

const BackEnd = z.strictObject({ url: BackEndUrl, bearer: SecretReference.optional() });

const PrometheusServer = z.strictObject({
  adapter: z.literal('prometheus'),
  environments: z.record(EnvironmentName, BackEnd.extend({ scrapeInterval: DurationSeconds.prefault('15s') })),
  risks: Risks,
});
const AlertmanagerServer = z.strictObject({
  adapter: z.literal('alertmanager'),
  environments: z.record(EnvironmentName, BackEnd),
  risks: Risks,
});
const LabServer = z.strictObject({
  adapter: z.literal('lab'),
  /** Only where `writes` is given can anything be changed; its credential is the executor's alone. */
  environments: z.record(
    EnvironmentName,
    BackEnd.extend({ writes: z.strictObject({ bearer: SecretReference.optional() }).optional() }),
  ),
  risks: Risks,
});
/** Only what was reported to the gateway: no back end of its own. */
const ReportedServer = z.strictObject({
  adapter: z.literal('reported'),
  environments: z.array(EnvironmentName),
  risks: Risks,
});
/** Any MCP server that runs as a child process and speaks over its standard input and output. */
const StdioServer = z.strictObject({
  command: z.array(z.string().min(1)).min(1),
  /** Variables that the child gets beside PATH, HOME and LANG. Nothing else of ours reaches it. */
  env: z.record(z.string(), z.union([z.string(), SecretReference])).default({}),
  risks: Risks,
});

/** Tool servers by name. Ours are told by their adapter, others by the command that starts them. */
export const ToolServers = z
  .object({
    metrics: z.union([PrometheusServer, StdioServer]).optional(),
    alerts: z.union([AlertmanagerServer, StdioServer]).optional(),
    deployments: z.union([LabServer, ReportedServer, StdioServer]).optional(),
    infrastructure: z.union([LabServer, StdioServer]).optional(),
  })
  .catchall(StdioServer);
export type ToolServers = z.infer<typeof ToolServers>;

/** The whole of `holdfast.yaml`. */
export const Configuration = z.strictObject({
  apiVersion: z.literal('holdfast/v1'),
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
      publicUrl: BackEndUrl.optional(),
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
