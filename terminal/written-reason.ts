import { hasInvisible } from '#core/text/invisible-characters';

const maximumLength = 1000;

/** A reason to record. @throws Error if it is required and missing, or cannot be recorded unchanged */
export function writtenReason(given: string | undefined, isRequired: boolean): string {
  const reason = given?.trim() ?? '';
  if (reason === '' && isRequired) throw new Error('--reason is required: it is recorded and shown.');
  if (reason.length > maximumLength)
    throw new Error(`--reason has ${reason.length} characters; the maximum is ${maximumLength}.`);
  if (hasInvisible(reason)) throw new Error('--reason has control or invisible characters.');
  return reason;
}
