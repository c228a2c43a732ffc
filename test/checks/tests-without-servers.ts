import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What starts processes with an environment of their own, which a shifted clock does not reach. */
const starter = 'processes/spawn-owned.ts';
/** What asks for the Temporal server that all test files share. */
const asksForServer = /\binject\('temporal/;

const imported = /^(?:import|export)\s(?!type\s)[^']*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm;

/** The files of `npm test` that start no server, nor import what does; their paths from the root of the repository. */
export function testsWithoutServers(root: string): readonly string[] {
  const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .map((file) => join('test', file))
    .filter((file) => /(?<!\.long|\.nightly)\.test\.tsx?$/.test(file));
  const texts = new Map<string, string>();
  const textOf = (file: string): string => {
    const text = texts.get(file) ?? readFileSync(join(root, file), 'utf8');
    texts.set(file, text);
    return text;
  };
  return files.filter((file) => {
    const seen = new Set([file]);
    for (const each of seen) {
      const text = textOf(each);
      if (each === starter || asksForServer.test(text)) return false;
      for (const [, from, effect, dynamic] of text.matchAll(imported)) {
        const target = sourceOf(root, each, from ?? effect ?? dynamic ?? '');
        if (target !== undefined) seen.add(target);
      }
    }
    return true;
  });
}

/** The file of this repository that an import leads to; undefined for packages. */
function sourceOf(root: string, from: string, specifier: string): string | undefined {
  if (!/^[#.]/.test(specifier)) return undefined;
  const path = specifier.startsWith('#') ? specifier.slice(1) : join(dirname(from), specifier);
  return [path, `${path}.ts`, `${path}.tsx`].find((file) => /\.tsx?$/.test(file) && existsSync(join(root, file)));
}
