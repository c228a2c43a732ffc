import type { SwitchScope } from './facts.ts';

/** `all writes`, `writes to the service payments`: which writes a switch stops, as they are told in a sentence. */
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
