import { WriteList, type WriteRecord } from '#lab/supervisor/write-ledger';
import type { Cell } from './cell.ts';

/** All effects that the labs of a cell have seen, by mark. @throws Error where a lab has given some up */
export async function effectsOf(cell: Cell): Promise<ReadonlyMap<string, readonly WriteRecord[]>> {
  const found = new Map<string, WriteRecord[]>();
  for (const [environment, url] of Object.entries(cell.labUrls)) {
    const { writes, complete } = WriteList.parse(await (await fetch(`${url}/v1/writes`)).json());
    if (!complete) throw new Error(`The lab of ${environment} has given up the oldest of its writes: try fewer.`);
    for (const write of writes) {
      const mark = write.action ?? `none: ${environment}`;
      found.set(mark, [...(found.get(mark) ?? []), write]);
    }
  }
  return found;
}
