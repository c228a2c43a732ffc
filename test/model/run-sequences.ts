import fc from 'fast-check';
import { isOver } from '#core/actions/action-life';
import type { WriteCheck } from '#mcp/kit/write-checks';
import { sequences } from './commands.ts';
import { createDriver } from './driver.ts';
import type { Rule, Violation } from './oracle.ts';
import { startSystem, type System } from './system.ts';
import { startVirtualClock } from './virtual-clock.ts';
import { assertLawful, type Expected, type World } from './world.ts';

export interface SequencesOptions {
  /** Commands in all, at least. */
  readonly steps: number;
  readonly seed: number;
  /** Of a failure that was printed: that one sequence alone. */
  readonly path?: string;
  readonly replayPath?: string;
  /** Default: all of them. */
  readonly checks?: readonly WriteCheck[];
  /** Goes on until this rule is broken, and looks for nothing smaller. */
  readonly until?: Rule;
  /** Names of commands. Default: all of them. */
  readonly only?: readonly string[];
}

export interface SequencesReport {
  readonly steps: number;
  readonly sequences: number;
  readonly commands: ReadonlyMap<string, number>;
  /** What the back end saw, by kind. */
  readonly effects: ReadonlyMap<string, number>;
  /** How actions ended, or what they wait in. */
  readonly ends: ReadonlyMap<string, number>;
  /** With seed, path and replayPath. */
  readonly failure?: string;
  readonly violations: readonly Violation[];
}

const mostCommands = 60;
const fewCommands = 16;
const sequencesAtOnce = 20;

/** Runs sequences until there were enough steps, or one broke a law. */
export async function runSequences(options: SequencesOptions): Promise<SequencesReport> {
  const { steps, seed, path, replayPath, checks, until, only } = options;
  const commands = new Map<string, number>();
  const effects = new Map<string, number>();
  const ends = new Map<string, number>();
  const violations: Violation[] = [];
  const add = (to: Map<string, number>, what: string) => void to.set(what, (to.get(what) ?? 0) + 1);
  let done = 0;
  let ran = 0;

  const property = fc.asyncProperty(sequences(only ? fewCommands : mostCommands, only, replayPath), async (given) => {
    const clock = startVirtualClock('2026-11-23T10:00:00.000Z');
    let system: System | undefined;
    try {
      system = await startSystem(clock, checks);
      const world: World = {
        system,
        driver: createDriver(system),
        held: [],
        proposals: 0,
        until,
        count: (what) => {
          done += 1;
          add(commands, what);
        },
      };
      const expected: Expected = { proposed: false };
      await fc.asyncModelRun(() => ({ model: expected, real: world }), given);
      await assertEnded(world);
      for (const { life } of world.driver.courses) add(ends, life.state);
    } finally {
      ran += 1;
      for (const { part, tool, environment } of system?.oracle.effects ?? [])
        add(effects, `${part} ${tool} in ${environment}`);
      violations.push(...(system?.oracle.violations ?? []));
      await system?.end();
      clock.end();
    }
  });

  for (let batch = 0; done < steps; batch++) {
    const details = await fc.check(property, {
      seed: seed + batch,
      numRuns: sequencesAtOnce,
      endOnFailure: until !== undefined,
      ...(path === undefined ? {} : { path }),
    });
    if (details.failed) {
      const why = details.errorInstance instanceof Error ? details.errorInstance.message : 'no error was thrown';
      const failure = `${why}\n${await fc.asyncDefaultReportMessage(details)}`;
      return { steps: done, sequences: ran, commands, effects, ends, violations, failure };
    }
    if (path !== undefined) break;
  }
  return { steps: done, sequences: ran, commands, effects, ends, violations };
}

/** Every action goes on by itself to its end or to somebody or some time that it waits for; and the files show it all. */
async function assertEnded(world: World): Promise<void> {
  const { system, driver } = world;
  const { oracle } = system;
  await system.hideRecords(false);
  for (const course of driver.courses) {
    await driver.finish(course);
    const { state, actionHash } = course.life;
    const waits = ['awaiting', 'verified', 'not_verified'].includes(state);
    if (!isOver(state) && !waits && !course.wasTamperedWith)
      oracle.violate('life', `${actionHash.slice(0, 8)} is stuck in ${state}`);
    const took = oracle.effects.some(({ hash, part }) => hash === actionHash && part === 'do');
    const isTold = ['verified', 'not_verified', 'undone', 'undo_failed'].includes(state);
    if (took && !isTold && !course.wasTamperedWith)
      oracle.violate('life', `${actionHash.slice(0, 8)} was written and is told as ${state}`);
    if (!took && isTold) oracle.violate('life', `${actionHash.slice(0, 8)} was not written and is told as ${state}`);
  }
  const { findings, writes } = await system.verify();
  for (const { kind, words } of findings) oracle.violate('audit', `${kind}: ${words}`);
  for (const { hash, part, answered } of oracle.effects) {
    const own = writes.filter(({ content }) => content['actionHash'] === hash && content['part'] === part);
    const words = `${part} ${hash.slice(0, 8)}`;
    const intent = own.findIndex(({ kind }) => kind === 'intent');
    const executed = own.findIndex(({ content }) => content['state'] === 'executed');
    if (intent < 0) oracle.violate('audit', `${words} has no intent on record`);
    if (answered && executed < 0) oracle.violate('audit', `${words} has no result on record`);
    if (executed >= 0 && executed < intent) oracle.violate('audit', `${words} has a result before its intent`);
  }
  assertLawful(world);
}
