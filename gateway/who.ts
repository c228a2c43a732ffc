import type { Person } from '#core/actions/person';
import { hasInvisible } from '#core/text/invisible-characters';
import { soleHeader } from '#web/sole-header';

/** Who looks at a page, as far as it is known. */
export type Who =
  /** A proxy in front has signed them in. */
  | { readonly kind: 'signed_in'; readonly name: string }
  /** Nothing but their own word; the name they gave last time. */
  | { readonly kind: 'typed'; readonly name?: string }
  /** The proxy should have told, and did not. */
  | { readonly kind: 'not_told'; readonly header: string };

const NAME_LENGTH = 100;
const COOKIE = 'holdfast_name';
const COOKIE_SECONDS = 365 * 24 * 60 * 60;

/** @param rawHeaders names and values in turn, as Node received them */
export function whoLooks(rawHeaders: readonly string[], userHeader: string | undefined): Who {
  if (userHeader !== undefined) {
    const read = readName(utf8(soleHeader(rawHeaders, userHeader) ?? ''));
    return read.kind === 'name' ? { kind: 'signed_in', name: read.name } : { kind: 'not_told', header: userHeader };
  }
  const remembered = readName(cookieName(soleHeader(rawHeaders, 'cookie') ?? ''));
  return remembered.kind === 'name' ? { kind: 'typed', name: remembered.name } : { kind: 'typed' };
}

/** The person who acts. @param typed what stands in the form's field for the name */
export function personOf(
  who: Who,
  typed: string | undefined,
): { readonly kind: 'person'; readonly person: Person } | { readonly kind: 'refused'; readonly problem: string } {
  switch (who.kind) {
    case 'signed_in':
      return { kind: 'person', person: { name: who.name, channel: 'page', verified: true } };
    case 'typed': {
      const read = readName(typed ?? '');
      if (read.kind === 'refused') return read;
      return { kind: 'person', person: { name: read.name, channel: 'page', verified: false } };
    }
    case 'not_told':
      return {
        kind: 'refused',
        problem: `The proxy in front did not name you: the header "${who.header}" is missing.`,
      };
    default:
      return who satisfies never;
  }
}

/** A `Set-Cookie` by which a person types their name once; scripts and other sites do not get it. */
export function rememberName(name: string, isSecure: boolean): string {
  const attributes = `Path=/; Max-Age=${COOKIE_SECONDS}; SameSite=Strict; HttpOnly${isSecure ? '; Secure' : ''}`;
  return `${COOKIE}=${encodeURIComponent(name)}; ${attributes}`;
}

function readName(
  text: string,
): { readonly kind: 'name'; readonly name: string } | { readonly kind: 'refused'; readonly problem: string } {
  const name = text.trim();
  if (name === '') return { kind: 'refused', problem: 'Enter your name: what you do is recorded under it.' };
  if (name.length > NAME_LENGTH) return { kind: 'refused', problem: `A name has at most ${NAME_LENGTH} characters.` };
  if (hasInvisible(name) || /\s/.test(name.replaceAll(' ', '')))
    return { kind: 'refused', problem: 'A name has no line breaks and no control or invisible characters.' };
  return { kind: 'name', name };
}

function cookieName(header: string): string {
  for (const part of header.split(';')) {
    const [name, value = ''] = part.trim().split('=', 2);
    if (name !== COOKIE) continue;
    try {
      return decodeURIComponent(value);
    } catch {
      // Not written by us: as good as none.
      return '';
    }
  }
  return '';
}

/** Node reads header bytes as Latin-1; proxies send names in UTF-8. */
function utf8(latin1: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(latin1, 'latin1'));
  } catch {
    // It was Latin-1 indeed.
    return latin1;
  }
}
