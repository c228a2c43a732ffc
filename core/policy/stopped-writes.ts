import type { PolicyBackEnd, PolicyWorld } from './compiled-policy.ts';
import type { SwitchScope } from './facts.ts';

/** What of a write a kill switch can name. */
export interface StoppableWrite {
  readonly environment: string;
  readonly service: string;
  /** By the catalogue; absent where the service has none. */
  readonly owner?: string;
  readonly server: string;
  /** Those of the server in that environment: any of them may carry it out. */
  readonly backEnds: readonly Pick<PolicyBackEnd, 'name' | 'adapter'>[];
}

/** Whether a kill switch stops a write: the only place that decides it. */
export function stops({ kind, name }: SwitchScope, write: StoppableWrite): boolean {
  switch (kind) {
    case 'global':
      return true;
    case 'environment':
      return name === write.environment;
    case 'owner':
      return name === write.owner;
    case 'service':
      return name === write.service;
    case 'adapter':
      // Under pressure people name what they know: the tool server, its adapter or the back end.
      return (
        name === write.server ||
        write.backEnds.some(({ name: backEnd, adapter }) => name === backEnd || name === adapter)
      );
    default:
      // A newer version may know more kinds of switches: fail closed.
      kind satisfies never;
      return true;
  }
}

/** The back ends that may carry out a write of a server in an environment. */
export function backEndsFor(
  { backEnds }: Pick<PolicyWorld, 'backEnds'>,
  { server, environment }: Pick<StoppableWrite, 'server' | 'environment'>,
): readonly PolicyBackEnd[] {
  return backEnds.filter((one) => one.server === server && one.environment === environment);
}

/** `all writes`, `writes to the service payments`: which writes a switch stops, as part of a sentence. */
export function stoppedWrites({ kind, name }: SwitchScope): string {
  switch (kind) {
    case 'global':
      return 'all writes';
    case 'environment':
      return `writes in the environment ${name}`;
    case 'owner':
      return `writes to services of ${name}`;
    case 'service':
      return `writes to the service ${name}`;
    case 'adapter':
      return `writes through ${name}`;
    default:
      return kind satisfies never;
  }
}
