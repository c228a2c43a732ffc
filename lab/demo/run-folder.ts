import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** The logs of recent runs are useful; keeping the lab's data of every run would waste disk space. */
const keptRuns = 5;

/** Creates the folder of a new run and removes the oldest ones. Names sort by time. */
export async function createRunFolder(home: string, now: Date, pid: number): Promise<string> {
  const runs = join(home, 'runs');
  const folder = join(runs, `${now.toISOString().slice(0, 19).replaceAll(':', '-')}-${pid}`);
  await mkdir(folder, { recursive: true });
  const old = (await readdir(runs)).sort().slice(0, -keptRuns);
  await Promise.all(old.map((name) => rm(join(runs, name), { recursive: true, force: true })));
  return folder;
}
