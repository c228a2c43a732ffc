import { z } from 'zod';
import type { HttpClient } from '#http-client/create-http-client';
import { ToolFailure } from '../kit/tool-failure.ts';
import { type ConditionalRequest, requestJson, sourceOf } from './http.ts';
import { LabWriteResult, LabWrites } from './lab-answers.ts';
import { segment, unknownName } from './lab-names.ts';
import { shortHash } from '#core/ids/short-hash';

/** Of a service, in absolute values. */
export interface LabChange {
  readonly version?: string;
  readonly replicas?: number;
  readonly configuration?: Readonly<Record<string, string | number>>;
  /** RFC 3339. */
  readonly restartedAt?: string;
}

export interface LabWriteCondition {
  readonly service: string;
  /** The one that was seen. */
  readonly resourceVersion: string;
  /** Kept with the change: 64 hexadecimal digits, and `:undo` for an undo. */
  readonly mark: string;
  readonly dryRun: boolean;
}

/**
 * A write @throws ToolFailure PRECONDITION_FAILED or INVALID_ARGUMENT where the supervisor refused it: nothing was
 * written, and it is retryable where the service has merely changed since it was seen. Any other failure leaves open
 * whether it was written.
 */
export interface LabWriteClient {
  readonly source: string;
  change(change: LabChange, condition: LabWriteCondition, signal: AbortSignal): Promise<LabWriteResult>;
  /** Another takes its place. */
  endInstance(
    instance: { readonly name: string; readonly uid: string },
    condition: LabWriteCondition,
    signal: AbortSignal,
  ): Promise<LabWriteResult>;
  /** When the write with this mark took effect (RFC 3339); undefined where none did. */
  writtenAt(service: string, mark: string, signal: AbortSignal): Promise<string | undefined>;
}

/** The API of the lab's supervisor, as far as writing goes. */
export function createLabWriteClient(client: HttpClient, timeoutMilliseconds = 10_000): LabWriteClient {
  const source = sourceOf('lab', client);
  const common = { backEnd: 'lab', client, timeoutMilliseconds };
  const send = (
    write: Omit<ConditionalRequest, 'ifMatch'>,
    to: {
      readonly path: string;
      readonly instance?: string;
      readonly parameters?: readonly (readonly [string, string])[];
    },
    { service, resourceVersion, dryRun }: LabWriteCondition,
    signal: AbortSignal,
  ) =>
    requestJson({
      ...common,
      path: to.path,
      parameters: [['dryRun', String(dryRun)], ...(to.parameters ?? [])],
      answer: LabWriteResult,
      signal,
      write: { ...write, ifMatch: resourceVersion },
      refusal: (status, body) => refusalOf(source, status, body, { service, instance: to.instance ?? '' }),
    });

  return {
    source,
    change: (change, condition, signal) => {
      const { service, mark } = condition;
      const json = { ...change, action: mark, ...recordOf(mark) };
      return send({ method: 'PATCH', json }, { path: `v1/services/${segment(service)}` }, condition, signal);
    },
    endInstance: ({ name, uid }, condition, signal) => {
      const path = `v1/services/${segment(condition.service)}/instances/${segment(name)}`;
      const parameters = [['uid', uid] as const, ['action', condition.mark] as const];
      return send({ method: 'DELETE' }, { path, instance: name, parameters }, condition, signal);
    },
    writtenAt: async (service, mark, signal) => {
      const parameters = [['service', service] as const, ['action', mark] as const];
      const { writes } = await requestJson({ ...common, path: 'v1/writes', parameters, answer: LabWrites, signal });
      return writes.at(-1)?.at;
    },
  };
}

/** Who did it, for people who look at the lab only. */
function recordOf(mark: string): { readonly by: string; readonly summary: string } {
  const what = mark.endsWith(':undo') ? 'Undo of action' : 'Action';
  return { by: 'holdfast', summary: `${what} ${shortHash(mark)}` };
}

const Refusal = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** What the supervisor says no to has not happened. Undefined for what may come from something in between. */
function refusalOf(
  source: string,
  status: number,
  body: string,
  names: { readonly service: string; readonly instance: string },
): ToolFailure | undefined {
  const unknown = unknownName(source, status, body, names);
  if (unknown) return new ToolFailure('PRECONDITION_FAILED', unknown.message);
  if (![400, 409, 412, 422].includes(status)) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return undefined; // Not the supervisor's words.
  }
  const refusal = Refusal.safeParse(json);
  if (!refusal.success) return undefined;
  const message = `${source} refuses it: ${refusal.data.error.message} Nothing was written.`;
  if (status === 400) return new ToolFailure('INVALID_ARGUMENT', message);
  return new ToolFailure('PRECONDITION_FAILED', message, { retryable: status === 412 });
}
