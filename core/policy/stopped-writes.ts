import type { SwitchScope } from './facts.ts';

/** What of a write a kill switch can name. */
export interface StoppableWrite {
  readonly environment: string;
  readonly service: string;
  /** By the catalogue; absent where the service has none. */
  readonly owner?: string;
  readonly server: string;
  /** Absent for a server without one. */
  readonly adapter?: string;
  /** Of several in an environment; absent where there is only one. */
  readonly backEnd?: string;
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
      return name === write.server || name === write.adapter || name === write.backEnd;
    default:
      // A newer version may know more kinds of switches: fail closed.
      kind satisfies never;
      return true;
  }
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
