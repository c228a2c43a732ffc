import type fc from 'fast-check';
import type { SignedDecision } from '#core/actions/decision';
import type { Driver } from './driver.ts';
import type { Rule, Vote } from './oracle.ts';
import type { System } from './system.ts';

/** What a sequence runs on. */
export interface World {
  readonly system: System;
  readonly driver: Driver;
  /** Decisions that were made and have not come to a workflow. */
  readonly held: { readonly decision: SignedDecision; readonly vote?: Vote }[];
  readonly count: (what: string) => void;
  /** Of a negative control: the one rule that is looked for. */
  readonly until?: Rule;
  proposals: number;
}

/** What is known of a world without looking into it: whether there is an action yet. */
export interface Expected {
  proposed: boolean;
}

export type Command = fc.AsyncCommand<Expected, World>;

export interface NamedCommand {
  readonly name: string;
  readonly arbitrary: fc.Arbitrary<Command>;
}

export function command<Given>(
  name: string,
  given: fc.Arbitrary<Given>,
  run: (world: World, given: Given) => Promise<void>,
  proposes = false,
): NamedCommand {
  const arbitrary = given.map((parameters): Command => ({
    check: ({ proposed }: Readonly<Expected>) => proposes || proposed,
    async run(expected, world) {
      if (proposes) expected.proposed = true;
      world.count(name);
      await run(world, parameters);
      assertLawful(world);
    },
    toString: () => `${name}(${JSON.stringify(parameters)})`,
  }));
  return { name, arbitrary };
}

/** Checked after each command. */
export function assertLawful({ system: { oracle }, until }: World): void {
  const first = oracle.violations.find(({ rule }) => until === undefined || rule === until);
  if (first) throw new Error(`${first.rule}: ${first.words}`);
}
