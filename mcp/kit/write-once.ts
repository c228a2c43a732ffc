import type { ExecuteAnswer, GatedWrite } from '#core/actions/gated-write';
import { within } from './deadline.ts';
import type { Masker } from '#core/text/masker';
import type { ToolAudit } from './ports.ts';
import { presentable, presentableText } from './presentable.ts';
import { ToolFailure } from './tool-failure.ts';
import type { WriteAuthority } from './write-authority.ts';
import type { WriteCall } from './write-call.ts';
import { alreadyBegun, hasBegun, type WriteRefusal } from './write-checks.ts';

export interface WriteParts {
  readonly server: string;
  readonly authority: WriteAuthority;
  readonly audit: ToolAudit;
  readonly masker: Masker;
  readonly timeoutMilliseconds: number;
}

/** An exception or a result as text for people: bounded, without secrets. */
export function presentableWords(masker: Masker, said: unknown): string {
  return presentableText(wordsOf(said), masker, 1_000);
}

/** Anything can be thrown. */
export function wordsOf(said: unknown): string {
  return said instanceof Error ? said.message : String(said);
}

const intentOf = { do: 'intent', undo: 'undo-intent' } as const;
const resultOf = { do: 'result', undo: 'undo-result' } as const;

/**
 * Records the intent to write, first in the audit log, then as a mark that only one attempt can create.
 * @returns why nothing may be written
 */
export async function declareIntent({ authority }: WriteParts, write: GatedWrite): Promise<WriteRefusal | undefined> {
  const { actionHash, part } = write;
  await authority.record(write, { state: 'intent' });
  try {
    await authority.mark(actionHash, intentOf[part], { at: authority.now().toISOString(), fence: write.fence });
    return undefined;
  } catch (error) {
    // Another attempt was faster, or the mark was created and the answer lost: its owner is unknown.
    const marks = await authority.marksOf(actionHash).catch(() => undefined);
    if (!marks)
      return { kind: 'uncertain', reason: `Whether it was begun before could not be read: ${wordsOf(error)}` };
    if (hasBegun(part, marks)) return alreadyBegun(part);
    throw error;
  }
}

/** Closes an intent without a write. A failure here is reported, but nothing was written either way. */
export async function concludeWithout(
  { authority, masker }: WriteParts,
  write: GatedWrite,
  state: 'failed' | 'refused',
  reason: string,
): Promise<string> {
  try {
    const at = authority.now().toISOString();
    await authority.mark(write.actionHash, resultOf[write.part], { kind: 'failed', reason, at });
    await authority.record(write, { state, reason });
    return reason;
  } catch (error) {
    return `${reason} (and this could not be recorded: ${presentableWords(masker, error)})`;
  }
}

/**
 * The only call that writes, after its intent is recorded.
 * @throws Error if it is uncertain whether something was written
 */
export async function writeOnce(parts: WriteParts, gated: GatedWrite, call: WriteCall): Promise<ExecuteAnswer> {
  const { authority, masker, timeoutMilliseconds } = parts;
  const { tool, write } = call;
  const startedAt = performance.now();
  let result: string;
  try {
    result = presentableWords(
      masker,
      await within(timeoutMilliseconds, tool.name, (signal) => tool.write(write, signal)),
    );
  } catch (error) {
    const words = presentableWords(masker, error);
    const certain = certainlyNothing(error);
    await recordCall(parts, gated, call, { outcome: certain?.code ?? 'UNCERTAIN', bytes: words.length, startedAt });
    if (certain) {
      const kind = certain.code === 'PRECONDITION_FAILED' ? 'stale' : 'failed';
      return { kind, reason: await concludeWithout(parts, gated, 'failed', words) };
    }
    await recordUncertain(parts, gated, words);
    throw new Error(`It is not certain whether ${tool.name} wrote: ${words}`, { cause: error });
  }
  try {
    const at = authority.now().toISOString();
    await authority.mark(gated.actionHash, resultOf[gated.part], { kind: 'executed', result, at });
    const auditHead = await authority.record(gated, { state: 'executed', reason: result });
    const unrecorded = await recordCall(parts, gated, call, { outcome: 'ok', bytes: result.length, startedAt });
    if (unrecorded) throw unrecorded;
    return { kind: 'executed', result, auditHead };
  } catch (error) {
    const words = presentableWords(masker, error);
    await recordUncertain(parts, gated, `it was written, and its result could not be recorded: ${words}`);
    throw new Error(`${tool.name} wrote, and its result could not be recorded: ${words}`, { cause: error });
  }
}

/** Tools use these two codes only if nothing was written. */
function certainlyNothing(error: unknown): ToolFailure | undefined {
  if (!(error instanceof ToolFailure)) return undefined;
  return error.code === 'PRECONDITION_FAILED' || error.code === 'INVALID_ARGUMENT' ? error : undefined;
}

async function recordUncertain({ authority }: WriteParts, write: GatedWrite, reason: string): Promise<void> {
  try {
    await authority.record(write, { state: 'uncertain', reason });
  } catch {
    // The caller throws in any case. The intent is recorded, and reconciliation finds it.
  }
}

/** Records the tool call. @returns why it could not be recorded */
async function recordCall(
  { audit, masker, server }: WriteParts,
  { document }: GatedWrite,
  { tool, toolHash, write }: WriteCall,
  end: { readonly outcome: string; readonly bytes: number; readonly startedAt: number },
): Promise<Error | undefined> {
  try {
    await audit.recordToolCall({
      principal: 'executor',
      incident: document.incident?.id,
      server,
      tool: tool.name,
      toolHash,
      environment: document.environment,
      source: document.backEnd,
      arguments: presentable(write, masker),
      outcome: end.outcome,
      tookMilliseconds: Math.round(performance.now() - end.startedAt),
      bytes: end.bytes,
    });
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
