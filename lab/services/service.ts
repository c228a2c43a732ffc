import type { Agent } from 'node:http';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Behaviour } from '../behaviour.ts';

/** What one instance gets to know and to use. */
export interface ServiceContext {
  readonly version: string;
  readonly configuration: Readonly<Record<string, string | number>>;
  readonly log: Logger;
  readonly metrics: Registry;
  /** Whether the system has this service: a lab may run only some of them. */
  readonly has: (service: string) => boolean;
  /**
   * Posts JSON to the next instance of a service.
   * @throws CallFailed where no instance answers in time or the answer is no success
   */
  readonly call: (
    service: string,
    path: string,
    body: unknown,
    timeoutMilliseconds: number,
    agent?: Agent,
  ) => Promise<unknown>;
  /** The faults that this instance is made to have, at the moment of asking. */
  readonly behaviour: () => Behaviour;
}

export interface ServiceReply {
  readonly code: number;
  readonly body: unknown;
}

/** One running instance's code. What `handle` throws becomes a 500, or the gateway code of a {@link CallFailed}. */
export interface RunningService {
  readonly handle: (path: string, body: unknown) => Promise<ServiceReply>;
  /** Called when the behaviour changed. */
  readonly behaviourChanged?: () => void;
  readonly stop?: () => void;
}

/** One service of the lab. A member of this folder exports one. */
export interface Service {
  readonly name: string;
  readonly owner: string;
  readonly description: string;
  /** Services that it calls and waits for. */
  readonly dependencies: readonly string[];
  /** The releases that exist, oldest first. The system starts with the first. */
  readonly versions: readonly [string, ...string[]];
  /** Those of the versions that change the schema of what the service keeps. */
  readonly migrations?: readonly string[];
  readonly replicas: number;
  readonly configuration: Readonly<Record<string, string | number>>;
  readonly start: (context: ServiceContext) => RunningService;
}

/** A call that did not succeed: 504 where no answer came in time, 502 otherwise. */
export class CallFailed extends Error {
  readonly code: 502 | 504;

  constructor(code: 502 | 504, message: string) {
    super(message);
    this.code = code;
  }
}
