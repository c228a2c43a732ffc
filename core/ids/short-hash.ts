/** The first 12 digits of a hash: enough for people to tell two apart, and for commands to find the whole one. */
export function shortHash(hash: string): string {
  return hash.slice(0, 12);
}
