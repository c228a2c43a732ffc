import { Argument } from 'commander';
import type { Person } from '#core/actions/person';
import { runPath } from '#web/gateway-paths';
import type { KnownRun, Runs } from '#temporal/ports';
import { personAt } from './as-option.ts';
import type { OpenRuns } from './open-runs.ts';
import { findRun } from './terminal/run-commands.ts';

/** What the commands about runs need of the process. */
export interface RunCommandWorld {
  open(home: string): Promise<OpenRuns>;
  /** Results. */
  readonly output: NodeJS.WritableStream;
  readonly outputIsTerminal: boolean;
}

export const ourWorld: RunCommandWorld = {
  open: async (home) => (await import('./open-runs.ts')).openRuns(home),
  output: process.stdout,
  outputIsTerminal: process.stdout.isTTY === true,
};

/** Options that they all take. */
export interface PlaceOptions {
  readonly home: string;
}
export interface PersonOptions extends PlaceOptions {
  readonly as?: string;
}

export function runArgument(): Argument {
  return new Argument('<run>', 'its id, as "holdfast run list" prints it');
}

export function printTo({ output }: RunCommandWorld): (line: string) => void {
  return (line) => void output.write(`${line}\n`);
}

/** Does something with the runs of a home, and lets go of Temporal afterwards. */
export async function withRuns(
  world: RunCommandWorld,
  home: string,
  work: (opened: OpenRuns) => Promise<void>,
): Promise<void> {
  const opened = await world.open(home);
  try {
    await work(opened);
  } finally {
    await opened.close();
  }
}

/** Does something to one run under a person's name, and says that it is done. */
export async function steer(
  world: RunCommandWorld,
  runId: string,
  { home, as }: PersonOptions,
  done: string,
  act: (runs: Runs, known: KnownRun, by: Person) => Promise<void>,
): Promise<void> {
  const by = personAt(as);
  await withRuns(world, home, async ({ runs }) => {
    await act(runs, await findRun(runs, runId), by);
    printTo(world)(`${done}: ${runId}`);
  });
}

/** The address of a run's page, where a system tells where its pages are. */
export function pageUrlOf({ gatewayUrl }: OpenRuns, runId: string): string | undefined {
  return gatewayUrl === undefined ? undefined : `${gatewayUrl}${runPath(runId)}`;
}
