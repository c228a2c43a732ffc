import type { DataPath } from './expressions/expression.ts';
import type { StepNode } from './steps/index.ts';

/** What the expressions of a runbook read. */
export interface Uses {
  add(path: DataPath, isForPeople: boolean): void;
  /** Whose answer `result` stands for from now on. */
  pollOf(node: StepNode | undefined): void;
  hasInput(name: string): boolean;
  hasVariable(name: string): boolean;
  /** The parts of a step's data; of a write, those of the answers that verify it. */
  ofStep(id: string): readonly DataPath[];
  /** Which of `incident`, `alert` and `finding` it cannot do without. */
  facts(): readonly string[];
}

export function createUses(): Uses {
  const paths = new Map<string, DataPath>();
  const polled = new Map<string, DataPath[]>();
  const facts = new Set<string>();
  let owner: string | undefined;

  const below = (root: string): readonly DataPath[] =>
    [...paths.values()].filter(([name]) => name === root).map((path) => path.slice(1));
  const has = (root: string, name: string) => below(root).some(([first]) => first === undefined || first === name);

  return {
    add(path, isForPeople) {
      const [root = ''] = path;
      if (root === 'result' && owner !== undefined) {
        polled.set(owner, [...(polled.get(owner) ?? []), path.slice(1)]);
        return;
      }
      if (!isForPeople && (root === 'incident' || root === 'alert' || root === 'finding')) facts.add(root);
      paths.set(JSON.stringify(path), path);
    },
    pollOf: (node) => {
      owner = node?.document.id;
    },
    hasInput: (name) => has('inputs', name),
    hasVariable: (name) => has('variables', name),
    ofStep: (id) => withoutParts([...below(id).filter(([field]) => field !== 'outcome'), ...(polled.get(id) ?? [])]),
    facts: () => [...facts],
  };
}

/** Each path once, and none whose whole is there too. In a fixed order: it is a part of what is hashed. */
function withoutParts(paths: readonly DataPath[]): readonly DataPath[] {
  const sorted = [...new Map(paths.map((path) => [JSON.stringify(path), path])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, path]) => path);
  return sorted.filter(
    (path) => !sorted.some((whole) => whole.length < path.length && whole.every((key, index) => key === path[index])),
  );
}
