import { join } from 'node:path';
import { cacheFolder } from '#programs/cache';
import { NotThisWay } from '#programs/not-this-way';
import { obtain, type Obtained, type Program, type Way } from '#programs/obtain';
import { findOnPath } from '#programs/on-path';
import { runTool } from '#programs/run-tool';

const version = '24.22.3';
// What npm's package `node` installs for this platform, without its install script.
const platformPackage = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

const npmPackage: Way = {
  name: `npm package ${platformPackage}`,
  label: `npm-${version}`,
  fetch: async (folder, { environment, report, signal }) => {
    const npm = findOnPath('npm', environment);
    if (npm === undefined) throw new NotThisWay('npm is not on PATH');
    report(`node ${version}: npm package ${platformPackage}, 40 MB (seconds)`);
    const quietly = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts'];
    await runTool(npm, ['install', '--prefix', folder, ...quietly, `${platformPackage}@${version}`], {
      environment,
      signal,
      cwd: folder,
    });
    return join(folder, 'node_modules', platformPackage, 'bin', 'node');
  },
};

const node24: Program = {
  name: 'node-24',
  commands: ['node'],
  versionPattern: /^v(\d\S*)/m,
  oldestVersion: '24.0.0',
  ways: [npmPackage],
  byHand: 'Install Node 24 (https://nodejs.org) so that `node` is on PATH.',
};

/** Node 24 or later: the one on PATH, else one that is kept in the cache folder. */
export function obtainNode24(): Promise<Obtained> {
  const report = (line: string) => void process.stderr.write(`${line}\n`);
  return obtain(node24, { cache: cacheFolder(process.env), environment: process.env, report });
}
