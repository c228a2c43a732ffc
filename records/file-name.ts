import { sha256 } from './digest.ts';

/**
 * A safe file name for an arbitrary name: its letters, digits, `-`, `.` and `_`, at most 100 characters, never hidden,
 * never a path. If anything but `/` had to be replaced, part of the name's SHA-256 keeps different names apart.
 */
export function fileNameOf(name: string): string {
  const readable = name.replaceAll('/', '_');
  const safe = readable.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^\.+/, '_');
  if (safe === readable && safe.length > 0 && safe.length <= 100) return safe;
  return `${safe.slice(0, 80)}-${sha256(name).slice(0, 16)}`;
}
