import type { MaterialFields } from '#core/actions/action';
import { type Write, writeMark } from '../kit/define-write-tool.ts';
import type { WriteTrace } from '#core/actions/gated-write';
import { ToolFailure } from '../kit/tool-failure.ts';
import type { ConditionalWrite, FindWrite, WriteCondition } from './conditional-write.ts';
import { cut } from '#core/text/cut';

// How each write tool of ours keeps to its precondition, whatever it changes: compare and swap, by hand and by the back end.

/** A change of status that is not material moves the resource version, too: so often it is looked at again. */
const attempts = 4;

/** The target of a write as it is now. */
export interface TargetState {
  readonly kind: Write<unknown>['target']['kind'];
  readonly name: string;
  readonly uid: string;
  /** All that the precondition has to say. */
  readonly fields: MaterialFields;
  readonly resourceVersion: string;
}

export interface GuardedTarget<State extends TargetState> {
  /** @throws ToolFailure NOT_FOUND where the target is gone */
  read(signal: AbortSignal): Promise<State>;
  readonly findWrite: FindWrite;
}

/**
 * A dry run against the state that the proposal is for. Changes nothing.
 * @throws ToolFailure PRECONDITION_FAILED, INVALID_ARGUMENT where the target is not as proposed
 */
export function tryGuarded<State extends TargetState>(
  write: Write<unknown>,
  target: GuardedTarget<State>,
  send: (state: State) => ConditionalWrite,
  signal: AbortSignal,
): Promise<{ readonly state: State; readonly instances: readonly string[] }> {
  return untilUnchanged(write, async () => {
    const state = checked(write, await stateOrGone(target, signal));
    const { changed, instances } = await requestOf(send, state)(conditionOf(write, state, true), signal);
    if (changed) return { state, instances };
    throw nothingToChange(state);
  });
}

/**
 * Writes once.
 * @param done one line for people
 * @throws ToolFailure PRECONDITION_FAILED, INVALID_ARGUMENT: nothing was written; any other failure leaves that open
 */
export function writeGuarded<State extends TargetState>(
  write: Write<unknown>,
  target: GuardedTarget<State>,
  { send, done }: { readonly send: (state: State) => ConditionalWrite; readonly done: string },
  signal: AbortSignal,
): Promise<string> {
  return untilUnchanged(write, async () => {
    const seen = await beforeWriting(() => look(write, target, signal));
    if (seen.done !== undefined) return seen.done;
    const state = checked(write, seen.state);
    const { changed } = await requestOf(send, state)(conditionOf(write, state, false), signal);
    if (changed) return done;
    throw nothingToChange(state);
  });
}

/** What is not there to be written is told before anything is sent. */
function requestOf<State extends TargetState>(
  send: (state: State) => ConditionalWrite,
  state: State,
): ConditionalWrite {
  try {
    return send(state);
  } catch (error) {
    throw error instanceof ToolFailure && error.code === 'NOT_FOUND' ? goneFailure(error) : error;
  }
}

function goneFailure(cause: ToolFailure): ToolFailure {
  return new ToolFailure('PRECONDITION_FAILED', `${cause.message} Nothing was written.`, { cause });
}

function conditionOf(write: Write<unknown>, { resourceVersion }: TargetState, dryRun: boolean): WriteCondition {
  return { service: write.service, resourceVersion, mark: writeMark(write), dryRun };
}

/**
 * Looks and asks again where something changed between the two: what was refused has not happened, and what changed may
 * be nothing material. Where it is, looking says so.
 */
async function untilUnchanged<Result>({ service }: Write<unknown>, lookAndAsk: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    try {
      return await lookAndAsk();
    } catch (error) {
      if (!(error instanceof ToolFailure && error.code === 'PRECONDITION_FAILED' && error.retryable)) throw error;
    }
  }
  const times = `${attempts} times between looking at it and writing`;
  throw new ToolFailure('PRECONDITION_FAILED', `${service} changed ${times}. Nothing was written; try again later.`);
}

/** Whether a write took effect. Reads only. */
export async function traceGuarded<State extends TargetState>(
  write: Write<unknown>,
  target: GuardedTarget<State>,
  signal: AbortSignal,
): Promise<WriteTrace> {
  const { state, done } = await look(write, target, signal);
  if (done !== undefined) return { kind: 'took_effect', result: done };
  if (state instanceof ToolFailure) {
    return { kind: 'cannot_tell', reason: `Nothing carries its mark, and its target is gone: ${state.message}` };
  }
  const difference = differenceOf(write, state);
  return difference === undefined
    ? { kind: 'no_effect', reason: `Nothing carries its mark, and ${state.name} is as it was before.` }
    : { kind: 'cannot_tell', reason: `Nothing carries its mark, but ${difference}` };
}

/** The target as it is, or that it is gone; and whether a write with this mark is known. */
async function look<State extends TargetState>(
  write: Write<unknown>,
  target: GuardedTarget<State>,
  signal: AbortSignal,
): Promise<{ readonly state: State | ToolFailure; readonly done: string | undefined }> {
  // In this order: a write that comes in between is found by its mark.
  const state = await stateOrGone(target, signal);
  const at = await target.findWrite(write.service, writeMark(write), signal);
  return { state, done: at === undefined ? undefined : `It was written at ${at}.` };
}

async function stateOrGone<State extends TargetState>(
  target: GuardedTarget<State>,
  signal: AbortSignal,
): Promise<State | ToolFailure> {
  try {
    return await target.read(signal);
  } catch (error) {
    if (error instanceof ToolFailure && error.code === 'NOT_FOUND') return error;
    throw error;
  }
}

function checked<State extends TargetState>(write: Write<unknown>, state: State | ToolFailure): State {
  if (state instanceof ToolFailure) throw goneFailure(state);
  const difference = differenceOf(write, state);
  if (difference === undefined) return state;
  throw new ToolFailure('PRECONDITION_FAILED', `${difference} Nothing was written; propose it again.`);
}

function nothingToChange({ name }: TargetState): ToolFailure {
  return new ToolFailure('PRECONDITION_FAILED', `There is nothing to change: ${name} is as wanted already.`);
}

/** Nothing has been sent yet: whatever fails here, nothing was written. */
async function beforeWriting<Result>(look: () => Promise<Result>): Promise<Result> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof ToolFailure) || error.code !== 'UPSTREAM_UNAVAILABLE') throw error;
    const message = `What it would change could not be looked at, so nothing was written: ${error.message}`;
    throw new ToolFailure('PRECONDITION_FAILED', message, { cause: error });
  }
}

/** In what the target differs from what was proposed for. @throws ToolFailure INVALID_ARGUMENT for another target */
function differenceOf({ target, precondition }: Write<unknown>, state: TargetState): string | undefined {
  const { name: what, fields } = state;
  if (target.kind !== state.kind || target.name !== state.name) {
    const asked = `${target.kind} ${JSON.stringify(cut(target.name, 100))}`;
    throw new ToolFailure('INVALID_ARGUMENT', `This write is of ${state.kind} ${what}, but its target says ${asked}.`);
  }
  const given = Object.keys(precondition).sort().join(', ');
  const needed = Object.keys(fields).sort().join(', ');
  if (given !== needed) {
    const says = given || 'nothing';
    throw new ToolFailure('INVALID_ARGUMENT', `A precondition for ${what} says: ${needed}. This one says: ${says}.`);
  }
  if (target.uid !== state.uid) return `${what} is another by now: its uid is ${state.uid}, not ${target.uid}.`;
  const changed = Object.keys(fields).find((name) => fields[name] !== precondition[name]);
  if (changed === undefined) return undefined;
  return `${what} has ${changed} ${String(fields[changed])}, not ${String(precondition[changed])}.`;
}
