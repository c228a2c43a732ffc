import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';

// Part of `npm run build`: bundles the compiled workflows once, which saves seconds at each start of a worker. One
// bundle per task queue: the executor's contains only actions and locks.

const dist = dirname(dirname(fileURLToPath(import.meta.url)));
const bundles = [
  { entry: 'index.js', file: join(dist, 'workflow-bundle.js') },
  { entry: 'execute-index.js', file: join(dist, 'execute-bundle.js') },
] as const;
const stampFile = join(dist, 'workflow-bundle.sha256');

/** The inputs of the bundles: our compiled sandbox code, and the versions of the packages in it. */
function inputDigest(): string {
  const hash = createHash('sha256').update(readFileSync(join(dist, '..', 'package-lock.json')));
  for (const folder of ['workflows', 'core']) {
    const files = readdirSync(join(dist, folder), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.js'),
    );
    for (const file of files.sort()) hash.update(file).update(readFileSync(join(dist, folder, file)));
  }
  return hash.digest('hex');
}

const digest = inputDigest();
const isBuilt = bundles.every(({ file }) => existsSync(file));
if (!isBuilt || !existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== digest) {
  for (const { entry, file } of bundles) {
    const { code } = await bundleWorkflowCode({
      workflowsPath: join(dist, 'workflows', entry),
      logger: {
        log: () => {},
        trace: () => {},
        debug: () => {},
        info: () => {},
        warn: console.error,
        error: console.error,
      },
    });
    writeFileSync(`${file}.new`, code);
    renameSync(`${file}.new`, file);
  }
  writeFileSync(stampFile, digest);
}
