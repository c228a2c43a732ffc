import { DocumentError } from '#core/documents/problem';

/** What the command was asked about cannot be read at all, so there is nothing to judge. */
const cannotBeRead = 2;

/** Tells on the way out what could not be read; everything else is somebody's bug and goes on. */
export async function orUnreadable<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = cannotBeRead;
    return undefined;
  }
}
