import { Argument } from 'commander';
import type { Person } from '#core/actions/person';
import { runPath } from '#web/paths/gateway';
import type { KnownRun, Runs } from '#temporal/ports';
import { personAt } from '#terminal/as-option';
import type { OpenRuns } from './open-runs.ts';
import { findRun } from './run-commands.ts';

/** What the commands about runs need from the process. */
export interface RunCommandWorld {
  open(home: string): Promise<OpenRuns>;
  /** Results. */
  readonly output: NodeJS.WritableStream;
  readonly outputIsTerminal: boolean;
}

export const processRuns: RunCommandWorld = {
  open: async (home) => (await import('./open-runs.ts')).openRuns(home),
  output: process.stdout,
  outputIsTerminal: process.stdout.isTTY === true,
};

/** Options that all of them take. */
export interface PlaceOptions {
  readonly home: string;
}
export interface PersonOptions extends PlaceOptions {
  readonly as?: string;
}

export function runArgument(): Argument {
  return new Argument('<run>', 'run id, as "holdfast run list" prints it');
}

export function printTo({ output }: RunCommandWorld): (line: string) => void {
  return (line) => void output.write(`${line}\n`);
}

/** Works with the runs of a home, and disconnects from Temporal afterwards. */
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

/** Sends one run a command under a person's name, and prints that it is done. */
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

/** The address of a run's page; undefined where no running system serves it. */
export function pageUrlOf({ gatewayUrl }: OpenRuns, runId: string): string | undefined {
  return gatewayUrl === undefined ? undefined : `${gatewayUrl}${runPath(runId)}`;
}
