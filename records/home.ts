import { join, resolve } from 'node:path';
import { makeFolder } from './durable-file.ts';

/** The folders of `$HOLDFAST_HOME`, absolute. Nothing else knows this layout. */
export interface Home {
  readonly root: string;
  /** Content by its digest: evidence, deliveries, briefs. */
  readonly store: string;
  /** One folder per incident with a readable copy of its brief. */
  readonly incidents: string;
  /** Reported changes, one folder per day. */
  readonly changes: string;
  /** Authentic deliveries that could not be read. */
  readonly quarantine: string;
  /** What the workers offer to run. */
  readonly library: string;
  /** One mark per notification that was told. */
  readonly notifications: string;
  /** One append-only file per process and start. */
  readonly audit: string;
}

function homeAt(folder: string): Home {
  const root = resolve(folder);
  return {
    root,
    store: join(root, 'store'),
    incidents: join(root, 'incidents'),
    changes: join(root, 'changes'),
    quarantine: join(root, 'quarantine'),
    library: join(root, 'library'),
    notifications: join(root, 'notifications'),
    audit: join(root, 'audit'),
  };
}

/**
 * Creates what is missing, for the owner alone (0700); folders that exist keep their mode. Safe in several processes.
 * @throws Error that names the folder and says whether the disk is full or not writable
 */
export async function openHome(folder: string): Promise<Home> {
  const home = homeAt(folder);
  for (const path of Object.values(home)) await makeFolder(path);
  return home;
}
