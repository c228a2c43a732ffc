import { userInfo } from 'node:os';
import { Option } from 'commander';
import type { Person } from '#core/actions/person';
import { hasInvisible } from '#core/text/invisible-characters';

const longestName = 100;

export function asOption(): Option {
  return new Option('--as <name>', 'your name, as it is recorded').default(loginName(), 'the name of your login');
}

function loginName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    // In containers a user may be a mere number.
    return undefined;
  }
}

/** Whoever sits at this terminal; nothing but their word says so. @throws Error where the name cannot be recorded */
export function personAt(name: string | undefined): Person {
  if (name === undefined) throw new Error('Your login has no name: say who you are with --as.');
  const trimmed = name.trim();
  if (trimmed === '' || trimmed.length > longestName || hasInvisible(trimmed) || /[\n\t]/.test(trimmed))
    throw new Error(`--as has to be a name of 1 to ${longestName} characters on one line, without control characters.`);
  return { name: trimmed, channel: 'cli', verified: false };
}
