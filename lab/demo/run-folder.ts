import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Logs of the last runs are worth a look; the lab's data of all of them is not worth the disk. */
const keptRuns = 5;

/** Makes the folder of a new run, and removes the oldest ones. Names sort by time. */
export async function createRunFolder(home: string, now: Date, pid: number): Promise<string> {
  const runs = join(home, 'runs');
  const folder = join(runs, `${now.toISOString().slice(0, 19).replaceAll(':', '-')}-${pid}`);
  await mkdir(folder, { recursive: true });
  const old = (await readdir(runs)).sort().slice(0, -keptRuns);
  await Promise.all(old.map((name) => rm(join(runs, name), { recursive: true, force: true })));
  return folder;
}
