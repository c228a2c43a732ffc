import { runOfWorkflow } from '#core/ids/workflow-ids';
import { isDeepStrictEqual } from 'node:util';
import type { RunState } from '#core/runs/run';
import type { RunRow, Runs } from '#temporal/ports';

type Change = Exclude<keyof Runs, 'get' | 'list'>;

interface Scripted {
  readonly call: Change;
  readonly arguments: readonly unknown[];
  readonly gives: string | Error;
}

/** Runs that take what a test has scripted, in its order, and fail on everything else. */
export interface RunsDouble extends Runs {
  readonly states: Map<string, RunState>;
  rows: readonly RunRow[];
  workers: 'up' | 'none';
  failed: boolean;
  /** The next change; an Error is thrown. */
  script<Call extends Change>(call: Call, given: Parameters<Runs[Call]>, gives?: string | Error): void;
  /** @throws Error where the script was not played to its end, or something else was asked */
  finish(): void;
}

export function createRunsDouble(): RunsDouble {
  const scripted: Scripted[] = [];
  const offScript: string[] = [];
  const play = async (call: Change, ...given: readonly unknown[]): Promise<string> => {
    const next = scripted.shift();
    const wanted = next && withoutUndefined([next.call, ...next.arguments]);
    const asked = withoutUndefined([call, ...given]);
    if (!next || !isDeepStrictEqual(asked, wanted)) {
      offScript.push(`asked ${JSON.stringify(asked)}, the script has ${JSON.stringify(wanted ?? 'no more')}`);
      throw new Error(offScript.at(-1));
    }
    if (next.gives instanceof Error) throw next.gives;
    return next.gives;
  };
  const change = async (call: Change, ...given: readonly unknown[]) => void (await play(call, ...given));
  const double: RunsDouble = {
    states: new Map(),
    rows: [],
    workers: 'up',
    failed: false,
    script: (call, given, gives = '') => void scripted.push({ call, arguments: given, gives }),
    finish() {
      if (offScript.length > 0) throw new Error(`Off script: ${offScript.join('; ')}`);
      if (scripted.length > 0) throw new Error(`Never asked: ${JSON.stringify(scripted)}`);
    },
    async get(runId) {
      const state = double.states.get(runId);
      return state && { state, answered: double.workers === 'up', failed: double.failed };
    },
    list: async ({ limit }) => double.rows.slice(0, limit),
    start: async (...given) => runOfWorkflow(await play('start', ...given)),
    answer: (...given) => change('answer', ...given),
    pause: (...given) => change('pause', ...given),
    resume: (...given) => change('resume', ...given),
    skip: (...given) => change('skip', ...given),
    cancel: (...given) => change('cancel', ...given),
    handsOff: (...given) => change('handsOff', ...given),
  };
  return double;
}

function withoutUndefined(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}
