import type { InfrastructureBackEnd } from '#mcp/servers/infrastructure/back-end';
import type { Clause } from './contract.ts';

/** What a world of the port InfrastructureBackEnd shows. Moments are made to happen when they are first asked for. */
export interface InfrastructureFacts {
  /** Its instances are healthy and run what is wanted. */
  readonly service: string;
  readonly version: string;
  /** Of that service: at least two, sorted. */
  readonly instances: readonly string[];
  /** An instance of another service that has ended since an instant (RFC 3339), and is healthy again. */
  crashed(): Promise<{
    readonly service: string;
    readonly instance: string;
    readonly since: string;
    /** In a line that it wrote before it ended, and in none since. */
    readonly lastWords: string;
  }>;
  /** An instance that has written at least four lines since it started, the last of which has this text. */
  talkative(): Promise<{ readonly service: string; readonly instance: string; readonly lastWords: string }>;
  /** Something happens while an instance of `service` does not answer. */
  whileHanging(look: (instance: string) => Promise<void>): Promise<void>;
  /** What is wanted of a service changes once more. */
  change(service: string): Promise<void>;
  /** A service that may be changed. */
  readonly changeable: string;
  /** An instant (RFC 3339) of whose time the back end has given some events up. */
  forgotten(): Promise<string>;
}

export type InfrastructureClause = Clause<InfrastructureBackEnd, InfrastructureFacts>;

export const always = new Date(0).toISOString();

/** Every way to ask about one service. */
export function asksAbout(
  backEnd: InfrastructureBackEnd,
  service: string,
  signal: AbortSignal,
): readonly (() => Promise<unknown>)[] {
  return [
    () => backEnd.service(service, signal),
    () => backEnd.logs({ service, instance: 'any', lines: 10, previous: false }, signal),
    () => backEnd.events({ service, start: always }, signal),
    () => backEnd.utilization(service, signal),
    () => backEnd.checkHealth(service, signal),
  ];
}
