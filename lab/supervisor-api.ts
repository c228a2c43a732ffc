import { z } from 'zod';
import { LedgerMark } from './supervisor/write-ledger.ts';

// Requests and answers of the supervisor's HTTP API: JSON, times in RFC 3339.

export const ServiceConfiguration = z.record(
  z.string().regex(/^[a-zA-Z][a-zA-Z0-9]{0,40}$/, 'use letters and digits in the name of a setting'),
  z.union([z.string().max(500), z.number()]),
);
export type ServiceConfiguration = z.infer<typeof ServiceConfiguration>;

/** A desired state of a service, now or in the past. */
export const LabRevision = z.object({
  number: z.number().int(),
  kind: z.enum(['release', 'rollout', 'configuration']),
  version: z.string(),
  replicas: z.number().int(),
  configuration: ServiceConfiguration,
  /** Instances started for an earlier instant, or for none, are replaced. */
  restartedAt: z.string().optional(),
  at: z.string(),
  by: z.string(),
  /** The mark of the write that created it. */
  action: LedgerMark.optional(),
  summary: z.string().optional(),
  /** The release changes the schema of the service's data for the first time. A rollback does not undo that. */
  migration: z.boolean(),
  /** When all of its instances were first healthy. */
  completedAt: z.string().optional(),
  /** Why its rollout never completed. */
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
  /** `draining` gets no more calls and ends soon; `lost` gets calls but answers none, as if its node were gone. */
  state: z.enum(['starting', 'healthy', 'draining', 'crashed', 'lost']),
  restarts: z.number().int(),
  startedAt: z.string(),
  /** Whether it runs the desired version and configuration. */
  upToDate: z.boolean(),
  /** How the previous process ended, or this one if it has crashed. */
  lastExit: z.object({ at: z.string(), code: z.number().int().nullable(), signal: z.string().nullable() }).optional(),
});
export type InstanceStatus = z.infer<typeof InstanceStatus>;

export const ServiceStatus = z.object({
  name: z.string(),
  uid: z.string(),
  /** Increases with each revision. */
  generation: z.number().int(),
  /** Changes whenever anything here changes. Send it back in `If-Match`. */
  resourceVersion: z.string(),
  version: z.string(),
  replicas: z.number().int(),
  configuration: ServiceConfiguration,
  restartedAt: z.string().optional(),
  /** The mark of the last write that had one. */
  lastAction: LedgerMark.optional(),
  /** All releases, oldest first. */
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
/** Oldest first, with the state of the service at the same moment. */
export const RevisionList = z.object({ revisions: z.array(LabRevision), service: ServiceStatus });
export type RevisionList = z.infer<typeof RevisionList>;

/** Something that happened to an instance or a rollout. */
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

/** Oldest first. Not complete if older events of the requested time were discarded. */
export const EventList = z.object({ events: z.array(SystemEvent), complete: z.boolean() });
export type EventList = z.infer<typeof EventList>;

/** Lines as the instance wrote them, newest last. Not complete if it wrote more. */
export const LogTail = z.object({ lines: z.array(z.string()), complete: z.boolean() });
export type LogTail = z.infer<typeof LogTail>;

/** The resource use that each instance reports. CPU is the mean over `overMilliseconds`. */
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

/** The answer of each instance to `GET /healthz`. */
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

/** A change, in absolute values. */
export const ServicePatch = z.strictObject({
  version: z.string().min(1).max(60).optional(),
  replicas: z.number().int().min(0).max(10).optional(),
  configuration: ServiceConfiguration.optional(),
  /**
   * RFC 3339, chosen by the caller: replaces all instances with new ones of the same version and configuration, one at
   * a time. Sending the same instant again has no effect.
   */
  restartedAt: z.iso
    .datetime({ offset: true })
    .transform((instant) => new Date(instant).toISOString())
    .optional(),
  /** Stored in the same change as the effect of the write. Sending the mark of the last write again has no effect. */
  action: LedgerMark.optional(),
  /** Who makes the change, for the record. */
  by: z.string().min(1).max(200).default('unknown'),
  summary: z.string().max(500).optional(),
});
export type ServicePatch = z.infer<typeof ServicePatch>;

export const PatchResult = z.object({
  dryRun: z.boolean(),
  /** Whether anything differs from the desired state. */
  changed: z.boolean(),
  /** Instances that would be or will be replaced. */
  replaces: z.array(z.string()),
  /** Instances that would end or will end without a replacement. */
  ends: z.array(z.string()),
  service: ServiceStatus,
});
export type PatchResult = z.infer<typeof PatchResult>;

/** The instances that get calls, by service. A service without any has an empty list. */
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
      /** What an investigation should find; absent for decoys. */
      truth: z.object({ service: z.string(), cause: z.string() }).optional(),
    }),
  ),
});
export type FaultStatus = z.infer<typeof FaultStatus>;

export const Refusal = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    /** For an unknown name: the known ones. */
    known: z.array(z.string()).optional(),
  }),
});
