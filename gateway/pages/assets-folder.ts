import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `gateway/assets` of the package, from its source and from `dist` alike: the compiler copies neither CSS nor scripts. */
export function assetsFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('No package.json stands above the gateway; install the package whole.');
    folder = parent;
  }
  return join(folder, 'gateway', 'assets');
}
