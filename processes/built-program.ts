import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './package-root.ts';

/**
 * The compiled form of a program, `dist/<path>.js` of this package, whether the caller runs compiled or (under
 * vitest) from source: child processes are plain Node, which does not read TypeScript.
 * @param path without extension, relative to the package: `processes/leash`
 * @throws Error if the package was not built
 */
export function builtProgram(path: string): string {
  const file = join(packageRoot(), 'dist', `${path}.js`);
  if (!existsSync(file)) throw new Error(`${file} is missing. Build first: npm run build`);
  return file;
}
