import type { ToolReply } from '#core/evidence/tool-reply';
import type { Masker, ToolAudit } from '../kit/ports.ts';
import { sanitise, sanitiseText } from '#core/text/sanitise';
import type { OfferedTool } from './link.ts';
import { environmentOf, sentArguments, type ToolCall } from './tool-call.ts';
import { cut } from '#core/text/cut';

const maximumCharacters = 2_000;

export interface ForeignCallPorts {
  readonly principal: string;
  readonly audit: ToolAudit;
  readonly masker: Masker;
}

/**
 * Does for a call of a server that is not in this process what the pipeline does for ours: its messages are masked, and
 * it is recorded however it ends.
 * @param run makes the call; what it throws (the caller has given up) is recorded and thrown on
 * @param toolOf the tool as far as it is known when the call has ended
 */
export async function foreignCall(
  call: ToolCall,
  { principal, audit, masker }: ForeignCallPorts,
  run: () => Promise<ToolReply>,
  toolOf: () => OfferedTool | undefined,
): Promise<ToolReply> {
  const startedAt = performance.now();
  const record = async (outcome: string, bytes: number) => {
    const tool = toolOf();
    await audit.recordToolCall({
      principal,
      incident: call.incident,
      server: call.server,
      tool: call.tool,
      toolHash: tool?.toolHash ?? '',
      environment: environmentOf(call),
      arguments: sanitise(masker.mask(tool ? sentArguments(call, tool.inputSchema) : call.arguments)),
      outcome,
      tookMilliseconds: Math.round(performance.now() - startedAt),
      bytes,
    });
  };

  let reply: ToolReply;
  try {
    reply = withMaskedWords(await run(), masker);
  } catch (error) {
    // As the pipeline names a cancelled call. There is no result to withhold, so the caller's reason stands either way.
    await record('UPSTREAM_UNAVAILABLE', 0).catch(() => {});
    throw error;
  }
  const answer = reply.kind === 'result' ? JSON.stringify(reply.envelope) : reply.message;
  try {
    await record(reply.kind === 'result' ? 'ok' : reply.code, Buffer.byteLength(answer));
  } catch {
    // What is not recorded did not happen. The reason names files of ours, so it is not told.
    const place = `${call.server}.${call.tool}`;
    return {
      kind: 'error',
      code: 'UPSTREAM_UNAVAILABLE',
      message: `The call of ${place} could not be recorded in the audit log, so its result is withheld. Try again.`,
      retryable: true,
    };
  }
  return reply;
}

function withMaskedWords(reply: ToolReply, masker: Masker): ToolReply {
  return reply.kind === 'error' ? { ...reply, message: maskedWords(reply.message, masker) } : reply;
}

/** Sanitised first, since invisible characters would hide a secret, and cut last, since half a secret is not recognised. */
export function maskedWords(words: string, masker: Masker): string {
  return cut(masker.mask(sanitiseText(words)), maximumCharacters);
}
