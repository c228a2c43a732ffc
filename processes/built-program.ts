import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The compiled form of one of our programs, `dist/<path>.js` of this package, whether the caller runs compiled or (under
 * vitest) from source: child processes are plain Node, which reads no TypeScript.
 * @param path without ending, from the package's folder: `processes/leash`
 * @throws Error where the package was not built
 */
export function builtProgram(path: string): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`No package.json above ${fileURLToPath(import.meta.url)}.`);
    folder = parent;
  }
  const file = join(folder, 'dist', `${path}.js`);
  if (!existsSync(file)) throw new Error(`${file} is missing. Compile first: npx tsc -p ${folder}`);
  return file;
}
