import { hasInvisible } from '#core/text/invisible-characters';

const longest = 1000;

/** A reason as it is recorded. @throws Error where one is needed and missing, or it cannot be recorded as it is */
export function writtenReason(given: string | undefined, isNeeded: boolean): string {
  const reason = given?.trim() ?? '';
  if (reason === '' && isNeeded) throw new Error('Say why with --reason: it is recorded and shown.');
  if (reason.length > longest)
    throw new Error(`--reason has ${reason.length} characters; at most ${longest} are kept.`);
  if (hasInvisible(reason)) throw new Error('--reason has control or invisible characters.');
  return reason;
}
