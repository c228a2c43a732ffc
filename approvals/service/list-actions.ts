import type { Actions } from '#temporal/ports';

/** Each listing asks a worker about each action: what many look at at once is asked once. */
const KEPT_MILLISECONDS = 2000;

export type ListActions = () => ReturnType<Actions['list']>;

export function createListActions({ list }: Pick<Actions, 'list'>, now: () => Date): ListActions {
  let kept: { readonly at: number; readonly rows: ReturnType<Actions['list']> } | undefined;
  return async () => {
    const at = now().getTime();
    if (kept && at - kept.at < KEPT_MILLISECONDS) return kept.rows;
    const asked = { at, rows: list() };
    kept = asked;
    try {
      return await asked.rows;
    } catch (error) {
      if (kept === asked) kept = undefined;
      throw error;
    }
  };
}
