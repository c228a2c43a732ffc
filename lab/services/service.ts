import type { Agent } from 'node:http';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Behaviour } from '../behaviour.ts';

/** What the code of one instance can use. */
export interface ServiceContext {
  readonly version: string;
  readonly configuration: Readonly<Record<string, string | number>>;
  readonly log: Logger;
  readonly metrics: Registry;
  /** Whether the system has this service: a lab may run only some of them. */
  readonly has: (service: string) => boolean;
  /**
   * Posts JSON to the next instance of a service.
   * @throws CallFailed if no instance answers in time or the answer is not a success
   */
  readonly call: (
    service: string,
    path: string,
    body: unknown,
    timeoutMilliseconds: number,
    agent?: Agent,
  ) => Promise<unknown>;
  /** The faults currently injected into this instance. */
  readonly behaviour: () => Behaviour;
}

export interface ServiceReply {
  readonly code: number;
  readonly body: unknown;
}

/**
 * The code of one running instance. An error of `handle` becomes a 500, or the gateway code of a {@link CallFailed}.
 */
export interface RunningService {
  readonly handle: (path: string, body: unknown) => Promise<ServiceReply>;
  /** Called when the behaviour changed. */
  readonly behaviourChanged?: () => void;
  readonly stop?: () => void;
}

/** One service of the lab. Each service file of this folder exports one. */
export interface Service {
  readonly name: string;
  readonly owner: string;
  readonly description: string;
  /** Services that it calls and waits for. */
  readonly dependencies: readonly string[];
  /** All releases, oldest first. The system starts with the first. */
  readonly versions: readonly [string, ...string[]];
  /** The versions that change the schema of the service's data. */
  readonly migrations?: readonly string[];
  readonly replicas: number;
  readonly configuration: Readonly<Record<string, string | number>>;
  readonly start: (context: ServiceContext) => RunningService;
}

/** A failed call: 504 if no answer arrived in time, 502 otherwise. */
export class CallFailed extends Error {
  readonly code: 502 | 504;

  constructor(code: 502 | 504, message: string) {
    super(message);
    this.code = code;
  }
}
