/**
 * The endings of the names of secrets, with any prefix: `DB_PASSWORD`, `spring.datasource.password`, `apiToken`.
 * Not: `tokens_per_second`, `secretName`, `PWD`, `primary_key`.
 */
export const sensitiveEnding =
  'passwords?|passwd|passphrase|(?<=[a-z_.-])pwd|(?<=[_.-])pass|secret|token|' +
  'api[_-]?key|access[_-]?key|secret[_-]?key|secret[_-]?access[_-]?key|private[_-]?key|account[_-]?key|' +
  'encryption[_-]?key|signing[_-]?key|shared[_-]?key|license[_-]?key|credentials?|' +
  '(?<=[_-])auth|(?<![a-z])cvv2?|(?<![a-z])cvc|(?<![a-z])ssn|session[_-]?id|sessid|sid_cookie|' +
  'connection[_-]?string';

const sensitive = new RegExp(`(?:${sensitiveEnding}|authorization|cookie)$`, 'i');

/** Whether a key or a variable with this name holds a secret. */
export function isSensitiveName(name: string): boolean {
  return name.length <= 256 && sensitive.test(name);
}
