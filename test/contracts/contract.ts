import type { Member } from '#mcp/kit/ask-all';
import type { Chosen } from '#mcp/kit/choose-back-ends';
import type { AdapterParts, DefinedAdapter, TestedOn } from '#mcp/kit/define-adapter';
import type { ReportedChanges } from '#mcp/kit/ports';

// A port's contract is a list of promises, each a sentence of its doc comments with what shows that a back end keeps it.
// `describe-contract.ts` registers them as tests of one adapter; `<server>.test.ts` shows that each can be broken.

/** The environment of every world. */
export const environment = 'production';

/** What a check gets: the facts of a world, and a back end before it. */
export type World<BackEnd, Facts> = Facts & {
  readonly backEnd: BackEnd;
  readonly signal: AbortSignal;
  /** How long a call that must not wait may take. */
  readonly patienceMilliseconds: number;
};

export interface Clause<BackEnd, Facts> {
  /** The test's name: the promise, as the port makes it. */
  readonly sentence: string;
  /** For back ends that claim this optional ability only. */
  readonly capability?: string;
  /** For back ends that do not claim it. */
  readonly withoutCapability?: string;
  check(world: World<BackEnd, Facts>): Promise<void>;
}

/** A call of one tool, and what a right answer's `data` has at least. */
export interface ToolCall {
  readonly arguments: object;
  readonly data: object;
}

export interface Contract<BackEnd, Facts> {
  readonly server: string;
  readonly clauses: readonly Clause<BackEnd, Facts>[];
  /** Every method that asks the back end for something. */
  asks(backEnd: BackEnd, facts: Facts, signal: AbortSignal): readonly (() => Promise<unknown>)[];
  /** By name, one for each tool that reads. */
  readonly calls: Readonly<Record<string, (facts: Facts) => ToolCall | Promise<ToolCall>>>;
  /** Another back end of the environment, which has nothing of what the promises are about. */
  neighbour(): BackEnd;
  combine(chosen: Chosen<BackEnd>, parts: AdapterParts): BackEnd;
}

/** A running system, or recorded exchanges of one. */
export interface OpenedWorld<Facts> {
  /** Of the back end, as they would stand in `holdfast.yaml`; every secret is `SECRET_OF_THE_TESTS`. */
  readonly settings: object;
  /** The same, of a system that does not answer. Undefined where there is nothing that could be away. */
  readonly settingsOfAbsent?: object;
  readonly reportedChanges?: ReportedChanges;
  readonly facts: Facts;
  readonly close?: () => Promise<void>;
}

/** An adapter, and what it is tested on. */
export interface Subject<BackEnd, Facts> extends TestedOn {
  readonly adapter: DefinedAdapter<BackEnd, unknown>;
  /** @throws NotOnThisMachine where the system cannot be had here: its tests are skipped with these words */
  readonly open: () => Promise<OpenedWorld<Facts>>;
}

/** The system is not on this machine. The message says how to enable its tests. */
export class NotOnThisMachine extends Error {}

/** This world cannot show the fact that is asked for: recorded exchanges have no such moment, a system no such feature. */
export class NotInThisWorld extends Error {}

export function notInThisWorld(reason: string): never {
  throw new NotInThisWorld(reason);
}

/** Two back ends of one environment, as a server's `combine` gets them. The catalogue says nothing about them. */
export function chosenOf<BackEnd>(members: readonly Member<BackEnd>[]): Chosen<BackEnd> {
  return {
    members,
    all: () => members,
    of: () => members,
    one: () => members[0]!,
  };
}
