import { createHash } from 'node:crypto';
import { cut, plainText } from '#core/text/plain-text';

/** Like {@link plainText}, but two different texts stay different: a shortened one ends with its digest. */
export function plainIdentity(text: string, limit: number): string {
  if (text.length <= limit) return plainText(text, limit);
  const digest = createHash('sha256').update(text).digest('hex');
  return `${cut(plainText(text, limit), limit - digest.length - 1)}#${digest}`;
}
