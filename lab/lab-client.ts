import { z } from 'zod';
import { Change } from '#core/evidence/observations';
import {
  FaultStatus,
  PatchResult,
  Refusal,
  type LabRevision,
  RevisionList,
  ServiceList,
  type ServicePatch,
  ServiceStatus,
} from './supervisor-api.ts';

const answerMilliseconds = 15_000;
const ChangeList = z.object({ changes: z.array(Change) });

export interface LabClient {
  readonly services: () => Promise<ServiceStatus[]>;
  readonly service: (name: string) => Promise<ServiceStatus>;
  readonly revisions: (name: string) => Promise<LabRevision[]>;
  /** Oldest first. */
  readonly changes: (since: Date) => Promise<Change[]>;
  /** A conditional write: `resourceVersion` is the one that was read. */
  readonly patch: (
    name: string,
    patch: Partial<ServicePatch>,
    condition: { readonly resourceVersion: string; readonly dryRun?: boolean },
  ) => Promise<PatchResult>;
  readonly faults: () => Promise<FaultStatus['faults']>;
  readonly break: (fault: string) => Promise<void>;
  readonly heal: () => Promise<void>;
}

/** A refusal of the supervisor, with its status, code and message. */
class LabRefused extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/**
 * A client of a lab's supervisor. Every method throws {@link LabRefused} if it refuses, and an Error that names its
 * address if it does not answer within 15 s.
 */
export function createLabClient(supervisorUrl: string): LabClient {
  const ask = async <T>(schema: z.ZodType<T>, method: string, path: string, options: AskOptions = {}): Promise<T> => {
    const response = await fetch(new URL(path, supervisorUrl), {
      method,
      signal: AbortSignal.timeout(answerMilliseconds),
      headers: {
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(options.ifMatch === undefined ? {} : { 'if-match': `"${options.ifMatch}"` }),
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    }).catch((error: unknown) => {
      const next = 'Is the lab running?';
      throw new Error(`The lab's supervisor at ${supervisorUrl} does not answer. ${next}`, { cause: error });
    });
    const answer: unknown = await response.json();
    if (response.ok) return schema.parse(answer);
    const { error } = Refusal.parse(answer);
    throw new LabRefused(response.status, error.code, error.message);
  };
  const pathOf = (name: string) => `/v1/services/${encodeURIComponent(name)}`;

  return {
    services: async () => (await ask(ServiceList, 'GET', '/v1/services')).services,
    service: (name) => ask(ServiceStatus, 'GET', pathOf(name)),
    revisions: async (name) => (await ask(RevisionList, 'GET', `${pathOf(name)}/revisions`)).revisions,
    changes: async (since) => {
      const query = encodeURIComponent(since.toISOString());
      return (await ask(ChangeList, 'GET', `/v1/changes?since=${query}`)).changes;
    },
    patch: (name, patch, { resourceVersion, dryRun = false }) =>
      ask(PatchResult, 'PATCH', `${pathOf(name)}?dryRun=${dryRun}`, { body: patch, ifMatch: resourceVersion }),
    faults: async () => (await ask(FaultStatus, 'GET', '/v1/faults')).faults,
    break: async (fault) => {
      await ask(FaultStatus, 'POST', '/v1/faults', { body: { fault } });
    },
    heal: async () => {
      await ask(FaultStatus, 'DELETE', '/v1/faults');
    },
  };
}

interface AskOptions {
  readonly body?: unknown;
  readonly ifMatch?: string;
}
