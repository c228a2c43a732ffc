import { z } from 'zod';
import { LedgerMark } from './supervisor/write-ledger.ts';

// What the supervisor's HTTP API takes and answers: JSON, times in RFC 3339.

export const ServiceConfiguration = z.record(
  z.string().regex(/^[a-zA-Z][a-zA-Z0-9]{0,40}$/, 'a setting is named with letters and digits'),
  z.union([z.string().max(500), z.number()]),
);
export type ServiceConfiguration = z.infer<typeof ServiceConfiguration>;

/** One state of a service that was wanted at some time. */
export const LabRevision = z.object({
  number: z.number().int(),
  kind: z.enum(['release', 'rollout', 'configuration']),
  version: z.string(),
  replicas: z.number().int(),
  configuration: ServiceConfiguration,
  /** Instances that were started for an earlier instant, or for none, are replaced. */
  restartedAt: z.string().optional(),
  at: z.string(),
  by: z.string(),
  /** Of the write that made it. */
  action: LedgerMark.optional(),
  summary: z.string().optional(),
  /** The release changes the schema of what the service keeps, for the first time: going back does not undo that. */
  migration: z.boolean(),
  /** When all of its instances were healthy for the first time. */
  completedAt: z.string().optional(),
  /** Why it never got there. */
  failure: z.object({ at: z.string(), message: z.string() }).optional(),
});
export type LabRevision = z.infer<typeof LabRevision>;

export const InstanceStatus = z.object({
  name: z.string(),
  uid: z.string(),
  version: z.string(),
  revision: z.number().int(),
  port: z.number().int(),
  pid: z.number().int().optional(),
  /** `draining` gets no more calls and ends soon; `lost` gets calls and answers none, like a node that went away. */
  state: z.enum(['starting', 'healthy', 'draining', 'crashed', 'lost']),
  restarts: z.number().int(),
  startedAt: z.string(),
  /** Whether it runs the version and the configuration that are wanted now. */
  upToDate: z.boolean(),
  /** How the process before this one ended, or this one where it is crashed. */
  lastExit: z.object({ at: z.string(), code: z.number().int().nullable(), signal: z.string().nullable() }).optional(),
});
export type InstanceStatus = z.infer<typeof InstanceStatus>;

export const ServiceStatus = z.object({
  name: z.string(),
  uid: z.string(),
  /** Counts what was wanted: goes up with each revision. */
  generation: z.number().int(),
  /** Changes with whatever changes here: give it back in `If-Match`. */
  resourceVersion: z.string(),
  version: z.string(),
  replicas: z.number().int(),
  configuration: ServiceConfiguration,
  restartedAt: z.string().optional(),
  /** Of the last write that had one. */
  lastAction: LedgerMark.optional(),
  /** The releases that exist, oldest first. */
  versions: z.array(z.string()),
  rollout: z.object({
    state: z.enum(['complete', 'progressing', 'failed']),
    revision: z.number().int(),
    message: z.string().optional(),
  }),
  instances: z.array(InstanceStatus),
});
export type ServiceStatus = z.infer<typeof ServiceStatus>;

export const ServiceList = z.object({ services: z.array(ServiceStatus) });
/** Oldest first, with the service as it was at the same moment. */
export const RevisionList = z.object({ revisions: z.array(LabRevision), service: ServiceStatus });
export type RevisionList = z.infer<typeof RevisionList>;

/** What happened to an instance or a rollout. */
export const SystemEvent = z.object({
  at: z.string(),
  service: z.string(),
  kind: z.enum([
    'started',
    'start_failed',
    'crashed',
    'restarted',
    'lost',
    'stopped',
    'rollout_started',
    'rollout_completed',
    'rollout_failed',
  ]),
  instance: z.string().optional(),
  version: z.string(),
  revision: z.number().int(),
  message: z.string(),
});
export type SystemEvent = z.infer<typeof SystemEvent>;

/** Oldest first. Not complete: older ones of the time asked for were given up. */
export const EventList = z.object({ events: z.array(SystemEvent), complete: z.boolean() });
export type EventList = z.infer<typeof EventList>;

/** Lines as the instance wrote them, newest last. Not complete: it wrote more. */
export const LogTail = z.object({ lines: z.array(z.string()), complete: z.boolean() });
export type LogTail = z.infer<typeof LogTail>;

/** What each instance uses, as it tells itself. CPU is the mean over `overMilliseconds`. */
export const LabResourceUse = z.object({
  overMilliseconds: z.number(),
  instances: z.array(
    z.object({
      name: z.string(),
      cpuCores: z.number().optional(),
      memoryBytes: z.number().optional(),
      error: z.string().optional(),
    }),
  ),
});
export type LabResourceUse = z.infer<typeof LabResourceUse>;

/** What each instance answers to `GET /healthz`. */
export const HealthList = z.object({
  instances: z.array(
    z.object({
      name: z.string(),
      state: InstanceStatus.shape.state,
      ok: z.boolean(),
      code: z.number().int().optional(),
      tookMilliseconds: z.number(),
      error: z.string().optional(),
    }),
  ),
});
export type HealthList = z.infer<typeof HealthList>;

/** What to change, in absolute values. */
export const ServicePatch = z.strictObject({
  version: z.string().min(1).max(60).optional(),
  replicas: z.number().int().min(0).max(10).optional(),
  configuration: ServiceConfiguration.optional(),
  /**
   * RFC 3339, chosen by the caller: replaces all instances by others of the same version and configuration, one at a
   * time. The same instant again changes nothing.
   */
  restartedAt: z.iso
    .datetime({ offset: true })
    .transform((instant) => new Date(instant).toISOString())
    .optional(),
  /** Kept with what the write makes, in the same change. The mark of the last write again changes nothing. */
  action: LedgerMark.optional(),
  /** Who changes it, for the record. */
  by: z.string().min(1).max(200).default('unknown'),
  summary: z.string().max(500).optional(),
});
export type ServicePatch = z.infer<typeof ServicePatch>;

export const PatchResult = z.object({
  dryRun: z.boolean(),
  /** Whether anything differs from what is wanted already. */
  changed: z.boolean(),
  /** Instances that would be, or are going to be, replaced. */
  replaces: z.array(z.string()),
  /** Those that would end, or are going to, without another in their place. */
  ends: z.array(z.string()),
  service: ServiceStatus,
});
export type PatchResult = z.infer<typeof PatchResult>;

/** The instances that get calls, by service. A service without any is listed with none. */
export const Endpoints = z.object({
  services: z.record(z.string(), z.array(z.object({ instance: z.string(), url: z.string() }))),
});
export type Endpoints = z.infer<typeof Endpoints>;

export const FaultRequest = z.strictObject({ fault: z.string().min(1).max(60) });

export const FaultStatus = z.object({
  faults: z.array(
    z.object({
      name: z.string(),
      description: z.string(),
      active: z.boolean(),
      /** What an investigation should find; absent for what breaks nothing. */
      truth: z.object({ service: z.string(), cause: z.string() }).optional(),
    }),
  ),
});
export type FaultStatus = z.infer<typeof FaultStatus>;

export const Refusal = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    /** Of a name that does not exist: those that do. */
    known: z.array(z.string()).optional(),
  }),
});
