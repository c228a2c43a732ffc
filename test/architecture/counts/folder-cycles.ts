import { posix } from 'node:path';
import type { ImportEdge } from './import-graph.ts';

/** Folders that import each other, directly or through one another, types included. */
export interface FolderCycle {
  /** Sorted. */
  readonly folders: readonly string[];
  /** The imports that make it: `records/a.ts -> mcp/b.ts`. */
  readonly imports: readonly string[];
}

/**
 * The cycles between folders that lie side by side in one folder, each with all that is in it. At the root they are
 * the worst: two rooms of the product that cannot be understood apart.
 */
export function cyclesSideBySide(edges: readonly ImportEdge[]): readonly FolderCycle[] {
  const parents = new Set(edges.flatMap(({ from }) => ancestorsOf(from)));
  return [...parents].sort().flatMap((parent) => {
    const depth = parent === '' ? 0 : parent.split('/').length;
    const childOf = (file: string) => {
      const folders = foldersOf(file);
      return folders.slice(0, depth).join('/') === parent && folders.length > depth
        ? folders.slice(0, depth + 1).join('/')
        : undefined;
    };
    return cyclesBetween(edges, childOf);
  });
}

/**
 * The folders whose own files and whose subfolders import each other. A subfolder of members that know the port beside
 * it, and are listed beside it, is such a one.
 */
export function cyclesWithSubfolders(edges: readonly ImportEdge[]): readonly FolderCycle[] {
  const parents = new Set(edges.flatMap(({ from }) => ancestorsOf(from)).filter((folder) => folder !== ''));
  return [...parents].sort().flatMap((parent) => {
    const childrenOf = (file: string) => {
      const folder = posix.dirname(file);
      if (folder === parent) return parent;
      return folder.startsWith(`${parent}/`) ? `${parent}/*` : undefined;
    };
    return cyclesBetween(edges, childrenOf);
  });
}

function cyclesBetween(
  edges: readonly ImportEdge[],
  nodeOf: (file: string) => string | undefined,
): readonly FolderCycle[] {
  const between = edges.flatMap(({ from, to }) => {
    const [a, b] = [nodeOf(from), nodeOf(to)];
    return a === undefined || b === undefined || a === b ? [] : [{ a, b, words: `${from} -> ${to}` }];
  });
  const graph = new Map<string, Set<string>>();
  for (const { a, b } of between) graph.set(a, (graph.get(a) ?? new Set()).add(b));
  const reached = new Map([...graph.keys()].map((node) => [node, reachableFrom(node, graph)]));
  const isMutual = (a: string, b: string) => a === b || (reached.get(a)?.has(b) && reached.get(b)?.has(a));

  const found = new Map<string, FolderCycle>();
  for (const node of graph.keys()) {
    const folders = [...graph.keys()].filter((other) => isMutual(node, other)).sort();
    if (folders.length < 2) continue;
    const imports = between.filter(({ a, b }) => folders.includes(a) && folders.includes(b)).map(({ words }) => words);
    found.set(folders.join(' '), { folders, imports });
  }
  return [...found.values()];
}

function reachableFrom(start: string, graph: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const reached = new Set<string>();
  const left = [start];
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    for (const next of graph.get(node) ?? []) {
      if (!reached.has(next)) left.push(next);
      reached.add(next);
    }
  }
  return reached;
}

function foldersOf(file: string): readonly string[] {
  return file.split('/').slice(0, -1);
}

/** `''` is the root. */
function ancestorsOf(file: string): readonly string[] {
  const folders = foldersOf(file);
  return folders.map((_, index) => folders.slice(0, index).join('/')).concat(folders.join('/'));
}
