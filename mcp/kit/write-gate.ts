import type { GatedWrite, WriteGate, WriteSubject } from '#core/actions/gated-write';
import { canonicalJson } from '#core/json/canonical-json';
import { type Deadline, startDeadline, within } from './deadline.ts';
import { sha256OfText } from './digest.ts';
import type { DefinedWriteTool } from './define-write-tool.ts';
import type { Masker } from '#core/text/masker';
import type { ToolAudit } from './ports.ts';
import { presentable } from './presentable.ts';
import { answerOf, firstRefusal, refuseWrite } from './refuse-write.ts';
import { refusingWriteTool } from './refusing-write-tool.ts';
import { ToolFailure } from './tool-failure.ts';
import type { WriteAuthority } from './write-authority.ts';
import { type GatePlace, type WritableBackEnd, writeCallOf, wrongBackEnd, wrongServer } from './write-call.ts';
import { hasItsOwnUndo, isGone, WRITE_CHECKS, type WriteCheck, type WriteRefusal } from './write-checks.ts';
import { createWriteContext } from './write-context.ts';
import { concludeWithout, declareIntent, presentableWords, wordsOf, writeOnce, type WriteParts } from './write-once.ts';

export interface WriteGateOptions {
  readonly server: string;
  /** The back ends that its process holds a write credential for. */
  readonly backEnds: readonly WritableBackEnd[];
  readonly tools: readonly DefinedWriteTool[];
  readonly authority: WriteAuthority;
  readonly audit: ToolAudit;
  readonly masker: Masker;
  /** Only the negative controls remove checks. */
  readonly checks?: readonly WriteCheck[];
  /**
   * For all checks together, and again for the write itself; the activity's timeout must be more than twice as long.
   */
  readonly timeoutMilliseconds?: number;
}

/**
 * Over MCP the tools of a gate answer every caller with APPROVAL_REQUIRED.
 * @throws Error if two tools have the same name
 */
export function createWriteGate(options: WriteGateOptions): WriteGate {
  const { server, backEnds, tools, masker, checks = WRITE_CHECKS, timeoutMilliseconds = 20_000 } = options;
  const listed = tools.map((tool) => [tool.name, { tool, toolHash: refusingWriteTool(tool).hash }] as const);
  const place: GatePlace = { server, backEnds, tools: new Map(listed) };
  if (place.tools.size !== tools.length) throw new Error(`Two write tools of ${server} have the same name.`);
  const parts: WriteParts = { ...options, timeoutMilliseconds };
  const checksTookTooLong = `The checks did not finish within ${timeoutMilliseconds / 1_000} s.`;

  const callOf = (subject: WriteSubject) => {
    const wrong = wrongServer(place, subject) ?? wrongBackEnd(place, subject);
    return wrong === undefined ? writeCallOf(place, subject) : { problem: wrong };
  };

  return {
    async preview(subject) {
      const { document, part } = subject;
      const call = callOf(subject);
      if ('problem' in call) return { kind: 'wrong', reason: call.problem };
      try {
        const found = await within(timeoutMilliseconds, call.tool.name, (signal) =>
          call.tool.preview(call.write, signal),
        );
        if (part === 'do' && document.undo) {
          const plan = () =>
            within(timeoutMilliseconds, call.tool.name, (signal) => call.tool.plan(call.write, signal));
          if (!(await hasItsOwnUndo(document, { plan })))
            return { kind: 'wrong', reason: 'its undo is not the one that its tool plans' };
        }
        // Masked before hashing, so that the same dry run gives the same preview and the same hash.
        const preview = presentable(found, masker);
        return { kind: 'previewed', preview, previewHash: sha256OfText(canonicalJson(preview)) };
      } catch (error) {
        const reason = presentableWords(masker, error);
        if (isGone(error)) return { kind: 'stale', reason };
        if (error instanceof ToolFailure && error.code === 'INVALID_ARGUMENT') return { kind: 'wrong', reason };
        throw error;
      }
    },

    async write(write) {
      const deadline = startDeadline(timeoutMilliseconds, checksTookTooLong);
      try {
        const context = createWriteContext({ ...parts, place }, write, deadline.signal);
        const refusal =
          (await firstRefusal(checks, write, context, deadline)) ?? (await withIntent(parts, write, deadline));
        if (refusal) return await refuseWrite(parts, write, refusal);

        const again = checks.filter((check) => check.again);
        const late =
          (await firstRefusal(again, write, { ...context, intentIsOurs: true }, deadline)) ??
          (deadline.hasPassed() ? ({ kind: 'failed', reason: checksTookTooLong } as const) : undefined);
        if (late) {
          const words = presentableWords(masker, late.reason);
          return answerOf({ ...late, reason: await concludeWithout(parts, write, 'refused', words) });
        }
      } finally {
        deadline.end();
      }
      const call = writeCallOf(place, write);
      if ('problem' in call) {
        return { kind: 'failed', reason: await concludeWithout(parts, write, 'failed', call.problem) };
      }
      return writeOnce(parts, write, call);
    },

    async trace(subject) {
      const call = callOf(subject);
      if ('problem' in call) return { kind: 'cannot_tell', reason: call.problem };
      return within(timeoutMilliseconds, call.tool.name, (signal) => call.tool.trace(call.write, signal));
    },
  };
}

/** Within the deadline of the checks: their results are valid only briefly. */
async function withIntent(parts: WriteParts, write: GatedWrite, deadline: Deadline): Promise<WriteRefusal | undefined> {
  try {
    return await deadline.run(() => declareIntent(parts, write));
  } catch (error) {
    return { kind: 'failed', reason: `Its intent could not be recorded: ${wordsOf(error)}` };
  }
}
