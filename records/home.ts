import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { diskError, errorCode } from './disk-error.ts';
import { createFile, makeFolder } from './durable-file.ts';

/** The folders of `$HOLDFAST_HOME`, absolute. Nothing else knows this layout. */
export interface HomeFolders {
  readonly root: string;
  /** Content by its digest: evidence, deliveries, briefs. */
  readonly store: string;
  /** One folder per incident with a readable copy of its brief. */
  readonly incidents: string;
  /** Reported changes, one folder per day. */
  readonly changes: string;
  /** Authentic deliveries that could not be parsed. */
  readonly quarantine: string;
  /** The runbooks that the workers offer. */
  readonly library: string;
  /** One mark per notification that was sent. */
  readonly notifications: string;
  /** One append-only file per process and start. */
  readonly audit: string;
  /** Bytes and create-only marks of actions. */
  readonly actions: string;
  /** Signed statements of kill switches. */
  readonly switches: string;
  /** Signing keys, the public ones in `public`. */
  readonly keys: string;
  /**
   * Public keys that identity providers have used, so that decisions still verify after the providers rotate their
   * keys.
   */
  readonly issuerKeys: string;
}

export interface Home extends HomeFolders {
  /** A random id that never changes, so that an audit log of another installation is not mistaken for one of this. */
  readonly installation: string;
  /** Notifications for the terminal in which the system was started, one JSON object per line. */
  readonly terminal: string;
}

/** The paths of a home, whether or not they exist. */
export function homeFolders(folder: string): HomeFolders {
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
    actions: join(root, 'actions'),
    switches: join(root, 'switches'),
    keys: join(root, 'keys'),
    issuerKeys: join(root, 'keys', 'identity-providers'),
  };
}

/**
 * Creates missing folders with mode 0700; existing folders keep their mode. Safe in several processes.
 * @throws Error that names the folder and the reason
 */
export async function openHome(folder: string): Promise<Home> {
  const folders = homeFolders(folder);
  for (const path of Object.values(folders)) await makeFolder(path);
  return { ...folders, installation: await installationOf(folders.root), terminal: terminalFile(folder) };
}

async function installationOf(root: string): Promise<string> {
  const file = join(root, 'installation');
  await readFile(file).catch(async (error: unknown) => {
    if (errorCode(error) !== 'ENOENT') throw diskError('read', file, error);
    await createFile(file, `${randomUUID()}\n`);
  });
  const id = (await readFile(file, 'utf8')).trim();
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return id;
  throw new Error(
    `${file} has no installation id: "${id.slice(0, 80)}". The headers of the audit logs name it (installation). Restore it.`,
  );
}

/** See {@link Home}; for readers that follow the file before a home is opened. */
export function terminalFile(folder: string): string {
  return join(resolve(folder), 'terminal.jsonl');
}
