import type { PolicyBackEnd, PolicyWorld } from './compiled-policy.ts';
import type { SwitchScope } from './facts.ts';

/** What of a write a kill switch can name. */
export interface StoppableWrite {
  readonly environment: string;
  readonly service: string;
  /** By the catalogue; absent where the service has none. */
  readonly owner?: string;
  readonly server: string;
  /** Those that may carry it out. */
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

/**
 * The back ends that may carry out a write: the one that its action names, else every one that the server has in the
 * environment. A name that is no longer configured narrows nothing: its write is refused anyway, and until then every
 * switch counts.
 */
export function backEndsFor(
  { backEnds }: Pick<PolicyWorld, 'backEnds'>,
  { server, environment, backEnd }: Pick<StoppableWrite, 'server' | 'environment'> & { readonly backEnd?: string },
): readonly PolicyBackEnd[] {
  const all = backEnds.filter((one) => one.server === server && one.environment === environment);
  const named = all.filter(({ name }) => name === backEnd);
  return named.length > 0 ? named : all;
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
