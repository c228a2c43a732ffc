import { createHash } from 'node:crypto';

/** SHA-256 in lower-case hex; text is taken as UTF-8. */
export function sha256OfText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
