import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findOnPath } from './on-path.ts';
import { NotThisWay } from './not-this-way.ts';
import type { ObtainOptions } from './obtain.ts';
import { withProgress } from './progress.ts';
import { runTool } from './run-tool.ts';

/**
 * Downloads a package of the distribution and unpacks it into a folder, without installing it: needs no root, starts no
 * service. apt verifies the package against the distribution's signed lists. Missing lists are
 * fetched into a private folder.
 * @returns the folder with the package's files (`usr/bin/...`)
 * @throws NotThisWay if there is no apt
 */
export async function unpackDebianPackage(name: string, folder: string, options: ObtainOptions): Promise<string> {
  const { environment, signal, report } = options;
  const apt = findOnPath('apt-get', environment);
  const dpkg = findOnPath('dpkg', environment);
  if (!apt || !dpkg) throw new NotThisWay('no apt-get and dpkg here: not a Debian-family Linux');
  const target = join(folder, 'package');
  await mkdir(target);
  // As root, apt would drop to its own user, who may not write here.
  const plain = ['-q', '-o', 'APT::Sandbox::User='];
  const run = (args: readonly string[]) => runTool(apt, args, { environment, signal, cwd: target });

  try {
    await withProgress(report, `${name}: apt-get is downloading`, run(['download', name, ...plain]));
  } catch (error) {
    signal?.throwIfAborted();
    report(`${name}: apt knows no such package yet (${(error as Error).message}); fetching package lists (seconds)`);
    const state = join(folder, 'apt');
    await mkdir(join(state, 'lists', 'partial'), { recursive: true });
    await mkdir(join(state, 'cache', 'archives', 'partial'), { recursive: true });
    const lists = ['-o', `Dir::State::lists=${join(state, 'lists')}`, '-o', `Dir::Cache=${join(state, 'cache')}`];
    const privately = [...plain, ...lists, '-o', 'Debug::NoLocking=1'];
    await withProgress(report, `${name}: apt-get is fetching lists`, run(['update', ...privately]));
    await withProgress(report, `${name}: apt-get is downloading`, run(['download', name, ...privately]));
  }
  const file = (await readdir(target)).find((entry) => entry.endsWith('.deb'));
  if (!file) throw new NotThisWay(`apt-get left no package ${name}`);
  const unpacked = join(folder, 'unpacked');
  await runTool(dpkg, ['-x', join(target, file), unpacked], { environment, signal });
  return unpacked;
}
