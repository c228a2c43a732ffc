import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { Change } from '#core/evidence/observations';
import { canonicalJson, withoutUndefinedKeys } from '#core/json/canonical-json';
import { diskError, errorCode } from './disk-error.ts';
import { createFile, makeFolder } from './durable-file.ts';
import { fileNameOf } from './file-name.ts';

export interface ReportedChangeStore {
  /**
   * Durable when it resolves. A change is created once; reporting it again has no effect.
   * @throws Error if its time is invalid, if another change has its id on that day, or if it cannot be written
   */
  putChange(change: Change): Promise<void>;
  /**
   * Reported changes of an environment in a window (RFC 3339, start inclusive, end exclusive), oldest first. A file
   * that is not a change is skipped and logged.
   * @throws Error if the window is invalid or the folder cannot be read
   */
  list(query: { environment: string; start: string; end: string }): Promise<readonly Change[]>;
}

const maximumFileBytes = 256 * 1024;

/** Changes by UTC day: `<folder>/<yyyy-mm-dd>/<id>.json`. Several processes may use the same folder at once. */
export function createReportedChanges(folder: string, log: Pick<Logger, 'warn'>): ReportedChangeStore {
  async function read(file: string): Promise<Change | undefined> {
    let reason: string;
    try {
      const { size } = await stat(file);
      if (size <= maximumFileBytes) {
        const change = Change.safeParse(JSON.parse(await readFile(file, 'utf8')));
        if (change.success && !Number.isNaN(Date.parse(change.data.at))) return change.data;
        reason = change.success
          ? `at: "${change.data.at}" is not a time`
          : (change.error.issues[0]?.message ?? 'no change');
      } else {
        reason = `${size} bytes; a change has at most ${maximumFileBytes}`;
      }
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    }
    log.warn({ file, reason }, 'Skipped a file among the reported changes that is not a change');
    return undefined;
  }

  return {
    async putChange(change) {
      const at = instant(change.at, `The change ${change.id}`);
      const day = join(folder, new Date(at).toISOString().slice(0, 10));
      const file = join(day, `${fileNameOf(change.id)}.json`);
      const content = canonicalJson(withoutUndefinedKeys(change));
      await makeFolder(day);
      if (await createFile(file, content)) return;
      const present = await readFile(file, 'utf8').catch((error: unknown) => {
        throw diskError('read', file, error);
      });
      if (present !== content) {
        throw new Error(
          `Another change was already reported as ${change.id} (${file}). Report this one under a different id.`,
        );
      }
    },

    async list({ environment, start, end }) {
      const from = instant(start, 'The start of the window');
      const to = instant(end, 'The end of the window');
      const firstDay = new Date(from).toISOString().slice(0, 10);
      const lastDay = new Date(to).toISOString().slice(0, 10);
      const days = (await namesIn(folder)).filter(
        (day) => /^\d{4}-\d{2}-\d{2}$/.test(day) && day >= firstDay && day <= lastDay,
      );
      const found: { at: number; change: Change }[] = [];
      for (const day of days) {
        for (const name of await namesIn(join(folder, day))) {
          // Temporary files of writers start with a dot.
          if (!name.endsWith('.json') || name.startsWith('.')) continue;
          const change = await read(join(folder, day, name));
          if (!change || change.environment !== environment) continue;
          const at = Date.parse(change.at);
          if (at >= from && at < to) found.push({ at, change });
        }
      }
      found.sort((a, b) => a.at - b.at || (a.change.id < b.change.id ? -1 : 1));
      return found.map(({ change }) => change);
    },
  };
}

function instant(text: string, whose: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new Error(`${whose} is at "${text}", which is not an RFC 3339 time.`);
  return at;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    // A day without changes has no folder; an unrelated file may be named like a day.
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return [];
    throw diskError('read', folder, error);
  }
}
