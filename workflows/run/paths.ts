import type { CompiledRunbook, CompiledStep } from '#core/runbooks/runbook-ir';

/** The step at a path, in any round of a loop; undefined where there is none. */
export function stepAt({ steps }: CompiledRunbook, path: string): CompiledStep | undefined {
  return descend(steps, path.split('/'));
}

function descend(steps: readonly CompiledStep[], [id, ...rest]: readonly string[]): CompiledStep | undefined {
  const step = steps.find((one) => one.id === id);
  if (!step || rest.length === 0) return step;
  const [part = '', ...inner] = rest;
  switch (step.kind) {
    case 'parallel': {
      const branch = step.branches.find(({ name }) => name === part);
      return branch && inner.length > 0 ? descend(branch.steps, inner) : undefined;
    }
    case 'forEach':
      return /^\d{1,3}$/.test(part) && Number(part) < step.atMost && inner.length > 0
        ? descend(step.steps, inner)
        : undefined;
    case 'runbook':
      return descend(step.runbook.steps, rest);
    case 'ask':
    case 'notify':
    case 'read':
    case 'wait':
    case 'write':
      return undefined;
    default:
      return step satisfies never;
  }
}
