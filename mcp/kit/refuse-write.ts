import type { ExecuteAnswer, GatedWrite } from '#core/actions/gated-write';
import { type Deadline, within } from './deadline.ts';
import { alreadyBegun, hasBegun, type WriteCheck, type WriteRefusal } from './write-checks.ts';
import type { WriteContext } from './write-context.ts';
import { presentableWords, wordsOf, type WriteParts } from './write-once.ts';

/** The refusal of the first check that fails. A check that cannot be completed or times out also refuses. */
export async function firstRefusal(
  checks: readonly WriteCheck[],
  write: GatedWrite,
  context: WriteContext,
  deadline: Deadline,
): Promise<WriteRefusal | undefined> {
  for (const { name, check } of checks) {
    try {
      const refusal = await deadline.run(() => check(write, context));
      if (refusal) return refusal;
    } catch (error) {
      return { kind: 'failed', reason: `Check "${name}" could not be completed: ${wordsOf(error)}` };
    }
  }
  return undefined;
}

/**
 * Records that nothing was written, and answers with the refusal.
 * @throws Error if an earlier attempt may have written
 */
export async function refuseWrite(parts: WriteParts, write: GatedWrite, refusal: WriteRefusal): Promise<ExecuteAnswer> {
  const known = await asFarAsKnown(parts, write, refusal);
  const reason = presentableWords(parts.masker, known.reason);
  try {
    await parts.authority.record(write, { state: 'refused', reason });
    return answerOf({ ...known, reason });
  } catch (error) {
    if (known.kind === 'uncertain') throw error;
    const words = presentableWords(parts.masker, error);
    return answerOf({ ...known, reason: `${reason} (and this could not be recorded: ${words})` });
  }
}

/**
 * A refusal means that the action had no effect. After a reset the workflow may request a write that happened long ago,
 * and the reason to refuse it now does not tell.
 */
async function asFarAsKnown(
  { authority, timeoutMilliseconds }: WriteParts,
  { actionHash, part }: GatedWrite,
  refusal: WriteRefusal,
): Promise<WriteRefusal> {
  if (refusal.kind === 'uncertain') return refusal;
  try {
    const marks = await within(timeoutMilliseconds, 'reading the marks', () => authority.marksOf(actionHash));
    return hasBegun(part, marks) ? alreadyBegun(part) : refusal;
  } catch {
    // The refusal is still true of this attempt: it has written nothing.
    return refusal;
  }
}

/** @throws Error if the outcome is uncertain: the caller must reconcile by reading */
export function answerOf({ kind, reason }: WriteRefusal): ExecuteAnswer {
  if (kind === 'uncertain') throw new Error(reason);
  return { kind, reason };
}
