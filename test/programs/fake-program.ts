import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** An executable that tells a version, as the real ones do. */
export function writeProgram(path: string, words: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\necho "${words}"\n`);
  chmodSync(path, 0o755);
  return path;
}
