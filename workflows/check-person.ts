import type { Person } from '#core/actions/person';

// Who sends a message, and why. @returns what is wrong

export const isText = (value: unknown, longest: number): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= longest;

export function isPerson(value: unknown): value is Person {
  if (typeof value !== 'object' || value === null) return false;
  const { name, channel, verified } = value as Partial<Person>;
  return (
    isText(name, 200) &&
    (channel === 'page' || channel === 'cli' || channel === 'temporal') &&
    typeof verified === 'boolean'
  );
}

export const nobody =
  '"by" says who you are: {"name": "...", "channel": "page", "cli" or "temporal", "verified": false}';
export const noReason = '"reason" says why, in at most 1000 characters';

export function checkBy(message: { readonly by: Person } | undefined): string | undefined {
  return isPerson(message?.by) ? undefined : nobody;
}

export function checkReasoned(
  message: { readonly by: Person; readonly reason: string } | undefined,
): string | undefined {
  if (!isPerson(message?.by)) return nobody;
  return isText(message.reason, 1000) ? undefined : noReason;
}
