import { z } from 'zod';
import { ChangeKind, EventKind, InstanceState, RolloutState } from '#core/evidence/observations';

// The parts of the lab supervisor's answers that the adapters read. Its API is its own: nothing of the lab is imported.
// Its kinds and states are those of our observations, as far as it has them.

const Instant = z.iso.datetime({ offset: true });
/** The supervisor keeps no state for an instance that runs and is not ready. */
const State = InstanceState.exclude(['unhealthy']);
const LastExit = z.object({ at: Instant, code: z.number().int().nullable(), signal: z.string().nullable() });

const LabInstance = z.object({
  name: z.string(),
  uid: z.string(),
  version: z.string(),
  revision: z.number().int(),
  state: State,
  restarts: z.number().int(),
  startedAt: Instant,
  upToDate: z.boolean(),
  lastExit: LastExit.optional(),
});
export type LabInstance = z.infer<typeof LabInstance>;

export const LabService = z.object({
  name: z.string(),
  uid: z.string(),
  generation: z.number().int(),
  resourceVersion: z.string(),
  version: z.string(),
  replicas: z.number().int(),
  restartedAt: Instant.optional(),
  /** The mark of the last write that had one. */
  lastAction: z.string().optional(),
  rollout: z.object({
    state: RolloutState,
    revision: z.number().int(),
    message: z.string().optional(),
  }),
  instances: z.array(LabInstance),
});
export type LabService = z.infer<typeof LabService>;

const LabRevision = z.object({
  number: z.number().int(),
  kind: ChangeKind,
  version: z.string(),
  replicas: z.number().int(),
  configuration: z.record(z.string(), z.union([z.string(), z.number()])),
  at: Instant,
  by: z.string(),
  summary: z.string().optional(),
  migration: z.boolean(),
  completedAt: Instant.optional(),
  failure: z.object({ at: Instant, message: z.string() }).optional(),
});

export const LabRevisions = z.object({ revisions: z.array(LabRevision).min(1), service: LabService });
export type LabRevisions = z.infer<typeof LabRevisions>;

/** What a write made of a service, or would make of it. */
export const LabWriteResult = z.object({
  changed: z.boolean(),
  replaces: z.array(z.string()),
  ends: z.array(z.string()),
  service: LabService,
});
export type LabWriteResult = z.infer<typeof LabWriteResult>;

export const LabWrites = z.object({
  writes: z.array(z.object({ at: Instant, service: z.string(), kind: z.string() })),
  complete: z.boolean(),
});

export const LabEvents = z.object({
  events: z.array(
    z.object({
      at: Instant,
      service: z.string(),
      kind: EventKind.exclude(['other']),
      instance: z.string().optional(),
      version: z.string(),
      revision: z.number().int(),
      message: z.string(),
    }),
  ),
  complete: z.boolean(),
});
export type LabEvents = z.infer<typeof LabEvents>;

export const LabLog = z.object({ lines: z.array(z.string()), complete: z.boolean() });
export type LabLog = z.infer<typeof LabLog>;

export const LabResources = z.object({
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
export type LabResources = z.infer<typeof LabResources>;

export const LabHealth = z.object({
  instances: z.array(
    z.object({
      name: z.string(),
      state: State,
      ok: z.boolean(),
      code: z.number().int().optional(),
      tookMilliseconds: z.number(),
      error: z.string().optional(),
    }),
  ),
});
export type LabHealth = z.infer<typeof LabHealth>;
