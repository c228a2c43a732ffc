/** SHA-256 of an action's bytes, 64 hexadecimal digits. */
export type ActionHash = string;

export function isActionHash(value: unknown): value is ActionHash {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}
