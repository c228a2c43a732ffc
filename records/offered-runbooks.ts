import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Form } from '#core/runbooks/form';
import type { OfferedRunbook } from '#core/runs/run';
import { errorCode } from './disk-error.ts';
import { replaceFile } from './durable-file.ts';

const Offered = z.array(
  z.object({ name: z.string(), title: z.string(), sha256: z.string(), inputs: z.custom<Form>().optional() }),
);

export interface OfferedRunbooks {
  /** Written by each worker when it starts; the newest library counts. */
  put(runbooks: readonly OfferedRunbook[]): Promise<void>;
  /** Empty before the first worker has started. @throws Error if the file is not what `put` wrote */
  list(): readonly OfferedRunbook[];
}

/** @param folder see {@link Home} */
export function createOfferedRunbooks(folder: string): OfferedRunbooks {
  const file = join(folder, 'runbooks.json');
  return {
    put: (runbooks) => replaceFile(file, JSON.stringify(runbooks, null, 2)),
    list() {
      try {
        return Offered.parse(JSON.parse(readFileSync(file, 'utf8')));
      } catch (error) {
        if (errorCode(error) === 'ENOENT') return [];
        throw error;
      }
    },
  };
}
