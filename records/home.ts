import { join, resolve } from 'node:path';
import { makeFolder } from './durable-file.ts';

/** The folders of `$HOLDFAST_HOME`, absolute. Nothing else knows this layout. */
interface HomeFolders {
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

export interface Home extends HomeFolders {
  /** What runs told the terminal in which the system was started, one JSON line each. */
  readonly terminal: string;
}

function foldersAt(folder: string): HomeFolders {
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
  const folders = foldersAt(folder);
  for (const path of Object.values(folders)) await makeFolder(path);
  return { ...folders, terminal: terminalFile(folder) };
}

/** See {@link Home}; for those who follow it before a home is opened. */
export function terminalFile(folder: string): string {
  return join(resolve(folder), 'terminal.jsonl');
}
