import { z } from 'zod';
import type { HttpClient } from '#http-client/create-http-client';
import { ChangeKind } from '#core/evidence/observations';
import type { ToolFailure } from '../kit/tool-failure.ts';
import { requestJson, sourceOf } from './http.ts';
import { LabEvents, LabHealth, LabLog, LabResources, LabRevisions, LabService } from './lab-answers.ts';
import { segment, unknownName } from './lab-names.ts';

const LabChange = z.object({
  id: z.string(),
  kind: ChangeKind,
  service: z.string(),
  at: z.iso.datetime({ offset: true }),
  version: z.string().optional(),
  previous_version: z.string().optional(),
  by: z.string().optional(),
  summary: z.string().optional(),
});
type LabChange = z.infer<typeof LabChange>;

export interface LabLogRequest {
  readonly service: string;
  readonly instance: string;
  /** At most 1,000. */
  readonly lines: number;
  /** Of the processes that had this name before the one that has it now. */
  readonly previous: boolean;
}

/** What asks for a service or an instance that does not exist @throws ToolFailure NOT_FOUND with those that do. */
export interface LabSupervisorClient {
  /** `lab http://127.0.0.1:8481` */
  readonly source: string;
  /** Changes from an instant (RFC 3339) on. */
  changesSince(start: string, signal: AbortSignal): Promise<readonly LabChange[]>;
  services(signal: AbortSignal): Promise<readonly LabService[]>;
  service(name: string, signal: AbortSignal): Promise<LabService>;
  revisions(service: string, signal: AbortSignal): Promise<LabRevisions>;
  /** From an instant (RFC 3339) on, of one service or of all, oldest first. */
  events(start: string, service: string | undefined, signal: AbortSignal): Promise<LabEvents>;
  log(request: LabLogRequest, signal: AbortSignal): Promise<LabLog>;
  resources(service: string, signal: AbortSignal): Promise<LabResources>;
  health(service: string, signal: AbortSignal): Promise<LabHealth>;
}

/** The API of the lab's supervisor, as far as reading goes. */
export function createLabSupervisorClient(client: HttpClient, timeoutMilliseconds = 10_000): LabSupervisorClient {
  const source = sourceOf('lab', client);
  const get = <Answer>(path: string, answer: z.ZodType<Answer>, signal: AbortSignal, options: GetOptions = {}) =>
    requestJson({ backEnd: 'lab', client, path, answer, signal, timeoutMilliseconds, ...options });
  const ofService = (service: string, instance = '') => ({
    refusal: (status: number, body: string) => unknownName(source, status, body, { service, instance }),
  });
  const pathOf = (service: string, part = '') => `v1/services/${segment(service)}${part}`;

  return {
    source,
    changesSince: async (start, signal) => {
      const answer = z.object({ changes: z.array(LabChange) });
      return (await get('v1/changes', answer, signal, { parameters: [['since', start]] })).changes;
    },
    services: async (signal) =>
      (await get('v1/services', z.object({ services: z.array(LabService) }), signal)).services,
    service: (name, signal) => get(pathOf(name), LabService, signal, ofService(name)),
    revisions: (name, signal) => get(pathOf(name, '/revisions'), LabRevisions, signal, ofService(name)),
    events: (start, service, signal) => {
      const since = ['since', start] as const;
      if (service === undefined) return get('v1/events', LabEvents, signal, { parameters: [since] });
      const options = { ...ofService(service), parameters: [since, ['service', service] as const] };
      return get('v1/events', LabEvents, signal, options);
    },
    log: ({ service, instance, lines, previous }, signal) => {
      const path = pathOf(service, `/instances/${segment(instance)}/log`);
      const parameters = [['lines', String(lines)] as const, ['previous', String(previous)] as const];
      return get(path, LabLog, signal, { ...ofService(service, instance), parameters });
    },
    resources: (name, signal) => get(pathOf(name, '/resources'), LabResources, signal, ofService(name)),
    health: (name, signal) => get(pathOf(name, '/health'), LabHealth, signal, ofService(name)),
  };
}

interface GetOptions {
  readonly parameters?: readonly (readonly [string, string])[];
  readonly refusal?: (status: number, body: string) => ToolFailure | undefined;
}
