import { userInfo } from 'node:os';
import { Option } from 'commander';
import type { Person } from '#core/actions/person';
import { hasInvisible } from '#core/text/invisible-characters';

const maximumNameLength = 100;

export function asOption(): Option {
  return new Option('--as <name>', 'your name, as it is recorded').default(loginName(), 'your login name');
}

function loginName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    // In containers a user may be only a number.
    return undefined;
  }
}

/** The person at this terminal, unverified. @throws Error if the name cannot be recorded */
export function personAt(name: string | undefined): Person {
  if (name === undefined) throw new Error('Your login has no name. Give your name with --as.');
  const trimmed = name.trim();
  if (trimmed === '' || trimmed.length > maximumNameLength || hasInvisible(trimmed) || /[\n\t]/.test(trimmed))
    throw new Error(
      `--as must be a name of 1 to ${maximumNameLength} characters on one line, without control or invisible characters.`,
    );
  return { name: trimmed, channel: 'cli', verified: false };
}
