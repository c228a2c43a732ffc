import type { z } from 'zod';
import type { ActionHash } from '#core/ids/action-hash';
import type { ActionPart, ActionTarget, MaterialFields, Preview, WritePlan } from '#core/actions/action';
import type { WriteTrace } from '#core/actions/gated-write';
import type { Environment } from '#core/ids/environment';
import { type DeclaredWriteTool, declareWriteTool, type WriteToolDeclaration } from './declare-write-tool.ts';

/** A write to plan, before there is an action. */
export interface WriteWish<Parameters> {
  readonly environment: Environment;
  readonly service: string;
  /** The back end that the action names. Undefined: the catalogue decides. */
  readonly backEnd: string | undefined;
  readonly parameters: Parameters;
}

/** The write of an action, or of its undo. */
export interface Write<Parameters> extends WriteWish<Parameters> {
  readonly part: ActionPart;
  readonly actionHash: ActionHash;
  readonly target: ActionTarget;
  readonly precondition: MaterialFields;
}

/** The mark that the back end stores in the same change as the write: the hash, or the hash with `:undo`. */
export function writeMark({ actionHash, part }: Pick<Write<unknown>, 'actionHash' | 'part'>): string {
  return part === 'do' ? actionHash : `${actionHash}:undo`;
}

export interface WriteToolDefinition<Parameters extends z.ZodObject> extends Omit<WriteToolDeclaration, 'parameters'> {
  readonly parameters: Parameters;
  /**
   * How to determine after a crash whether a write took effect: the back end refuses a stale write and stores the
   * mark in the same change; it supports an idempotency key; or it does neither, and the outcome stays unknown.
   */
  readonly decidedBy: 'compare_and_swap' | 'idempotency_key' | 'nothing';
  /** Reads only. @throws ToolFailure NOT_FOUND, PRECONDITION_FAILED if the write is not possible */
  plan(wish: WriteWish<z.output<Parameters>>, signal: AbortSignal): Promise<WritePlan>;
  /** A dry run. @throws ToolFailure PRECONDITION_FAILED if the target has changed since the proposal */
  preview(write: Write<z.output<Parameters>>, signal: AbortSignal): Promise<Preview>;
  /**
   * Writes once, guarded by the precondition. @returns one line for people
   * @throws ToolFailure PRECONDITION_FAILED or INVALID_ARGUMENT if certainly nothing was written; with any other
   * failure the outcome is unknown
   */
  write(write: Write<z.output<Parameters>>, signal: AbortSignal): Promise<string>;
  /** Reads only. */
  trace(write: Write<z.output<Parameters>>, signal: AbortSignal): Promise<WriteTrace>;
}

/** A write tool for the gate. Only `defineWriteTool` makes one, and only the gate calls it. */
export interface DefinedWriteTool extends Omit<WriteToolDefinition<z.ZodObject>, 'parameters'> {
  readonly declaration: DeclaredWriteTool;
  /** @throws z.ZodError if the tool does not accept them */
  parse(parameters: unknown): Readonly<Record<string, unknown>>;
}

/** @throws Error if the definition breaks a rule of its type */
export function defineWriteTool<Parameters extends z.ZodObject>(
  definition: WriteToolDefinition<Parameters>,
): DefinedWriteTool {
  const { parameters, ...rest } = definition;
  const { name, title, description, risk } = rest;
  const declaration = declareWriteTool({ name, title, description, risk, parameters });
  return { ...(rest as unknown as DefinedWriteTool), declaration, parse: (given) => parameters.parse(given) };
}
