import { hash } from 'node:crypto';

/** SHA-256 in lower-case hex. Text is encoded as UTF-8. */
export function sha256(content: Uint8Array | string): string {
  return hash('sha256', content);
}

/** Whether a text is a SHA-256 as {@link sha256} writes it, and so safe as a file name. */
export function isSha256(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}
