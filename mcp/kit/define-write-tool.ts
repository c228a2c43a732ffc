import type { z } from 'zod';
import type { ActionHash } from '#core/ids/action-hash';
import type { ActionPart, ActionTarget, MaterialFields, Preview, WritePlan } from '#core/actions/action';
import type { WriteTrace } from '#core/actions/gated-write';
import type { Environment } from '#core/ids/environment';
import { type DeclaredWriteTool, declareWriteTool, type WriteToolDeclaration } from './declare-write-tool.ts';

/** What a write would be for, before there is an action. */
export interface WriteWish<Parameters> {
  readonly environment: Environment;
  readonly service: string;
  /** As the action names it. Undefined: the catalogue decides. */
  readonly backEnd: string | undefined;
  readonly parameters: Parameters;
}

/** What is to be written: of an action, or of its undo. */
export interface Write<Parameters> extends WriteWish<Parameters> {
  readonly part: ActionPart;
  readonly actionHash: ActionHash;
  readonly target: ActionTarget;
  readonly precondition: MaterialFields;
}

/** What the back end keeps of a write in the same change: the hash, or the hash with `:undo`. */
export function writeMark({ actionHash, part }: Pick<Write<unknown>, 'actionHash' | 'part'>): string {
  return part === 'do' ? actionHash : `${actionHash}:undo`;
}

export interface WriteToolDefinition<Parameters extends z.ZodObject> extends Omit<WriteToolDeclaration, 'parameters'> {
  readonly parameters: Parameters;
  /**
   * How it is told after a loss whether a write took effect: the back end refuses what has changed meanwhile and keeps the
   * mark in the same change; it knows an idempotency key; or it does neither, and then nobody can say.
   */
  readonly decidedBy: 'compare_and_swap' | 'idempotency_key' | 'nothing';
  /** Reads only. @throws ToolFailure NOT_FOUND, PRECONDITION_FAILED where it cannot be done at all */
  plan(wish: WriteWish<z.output<Parameters>>, signal: AbortSignal): Promise<WritePlan>;
  /** A dry run: changes nothing. @throws ToolFailure PRECONDITION_FAILED where the target is not as proposed */
  preview(write: Write<z.output<Parameters>>, signal: AbortSignal): Promise<Preview>;
  /**
   * Writes once, guarded by the precondition. @returns one line for people
   * @throws ToolFailure PRECONDITION_FAILED or INVALID_ARGUMENT where it is certain that nothing was written; any other
   * failure leaves that open
   */
  write(write: Write<z.output<Parameters>>, signal: AbortSignal): Promise<string>;
  /** Reads only. */
  trace(write: Write<z.output<Parameters>>, signal: AbortSignal): Promise<WriteTrace>;
}

/** A write tool as the gate runs it. Made by `defineWriteTool` only; nothing but the gate calls it. */
export interface DefinedWriteTool extends Omit<WriteToolDefinition<z.ZodObject>, 'parameters'> {
  readonly declaration: DeclaredWriteTool;
  /** @throws z.ZodError where they are not what the tool takes */
  parse(parameters: unknown): Readonly<Record<string, unknown>>;
}

/** @throws Error where the definition breaks a rule of its type */
export function defineWriteTool<Parameters extends z.ZodObject>(
  definition: WriteToolDefinition<Parameters>,
): DefinedWriteTool {
  const { parameters, ...rest } = definition;
  const { name, title, description, risk } = rest;
  const declaration = declareWriteTool({ name, title, description, risk, parameters });
  return { ...(rest as unknown as DefinedWriteTool), declaration, parse: (given) => parameters.parse(given) };
}
