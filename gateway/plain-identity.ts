import { createHash } from 'node:crypto';
import { cut } from '#core/text/cut';
import { withoutInvisible } from '#core/text/invisible-characters';

/** Plain text of which two different ones stay different: what was cut or cleaned ends with its digest. */
export function plainIdentity(text: string, maximumLength: number): string {
  const clean = withoutInvisible(text);
  if (clean === text && text.length <= maximumLength) return text;
  const digest = createHash('sha256').update(text).digest('hex');
  return `${cut(clean, maximumLength - digest.length - 1, '')}#${digest}`;
}
