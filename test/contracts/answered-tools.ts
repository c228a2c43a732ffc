import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

// What the suites saw answered: one JSON line each, in a folder that `npm run contracts` empties before it runs them.

export const TestedTools = z.strictObject({
  server: z.string(),
  adapter: z.string(),
  how: z.enum(['real', 'compatible', 'recorded']),
  system: z.string(),
  /** Sorted. */
  tools: z.array(z.string()),
});
export type TestedTools = z.infer<typeof TestedTools>;

/** Of the working folder, which is the repository's for npm and vitest. */
const folder = join('dist', 'contracts');

export function keepAnswered({ tools, ...subject }: TestedTools): void {
  const row: TestedTools = { ...subject, tools: [...tools].sort() };
  const name = [row.server, row.adapter, row.how, row.system].join('-').replace(/[^\w.-]+/g, '-');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(row));
}

/** Sorted by server, adapter, way and system. */
export function answeredTools(): readonly TestedTools[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return sortedRows(files.map((name) => TestedTools.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')))));
}

/** By server, adapter, way and system. */
export function sortedRows(rows: readonly TestedTools[]): readonly TestedTools[] {
  const key = ({ server, adapter, how, system }: TestedTools) => [server, adapter, how, system].join('\n');
  return [...rows].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
