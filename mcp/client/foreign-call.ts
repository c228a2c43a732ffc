import type { ToolReply } from '#core/evidence/tool-reply';
import type { Masker } from '#core/text/masker';
import type { ToolAudit } from '../kit/ports.ts';
import { presentable, presentableText } from '../kit/presentable.ts';
import type { OfferedTool } from './link.ts';
import { unavailable } from './refusals.ts';
import { environmentOf, sentArguments, type ToolCall } from './tool-call.ts';

export interface ForeignCallPorts {
  readonly principal: string;
  readonly audit: ToolAudit;
  readonly masker: Masker;
}

/**
 * Does for a call of a server outside this process what the pipeline does for a built-in one: the answer is masked and
 * bounded, and the call is recorded however it ends.
 * @param run makes the call; what it throws (the caller has given up) is recorded and thrown on
 * @param toolOf the tool, as far as it is known when the call has ended
 */
export async function recordedCall(
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
      arguments: presentable(tool ? sentArguments(call, tool.inputSchema) : call.arguments, masker),
      outcome,
      tookMilliseconds: Math.round(performance.now() - startedAt),
      bytes,
    });
  };

  let reply: ToolReply;
  try {
    reply = withoutSecrets(await run(), masker);
  } catch (error) {
    // As the pipeline names a cancelled call. There is no result to withhold, so the caller's reason stands either way.
    await record('UPSTREAM_UNAVAILABLE', 0).catch(() => {});
    throw error;
  }
  const answer = reply.kind === 'result' ? JSON.stringify(reply.envelope) : reply.message;
  try {
    await record(reply.kind === 'result' ? 'ok' : reply.code, Buffer.byteLength(answer));
  } catch {
    // A call that is not on record must have no effect. The reason names local files, so it stays here.
    const place = `${call.server}.${call.tool}`;
    return unavailable(
      `The call of ${place} could not be recorded in the audit log, so its result is withheld. Try again.`,
    );
  }
  return reply;
}

function withoutSecrets(reply: ToolReply, masker: Masker): ToolReply {
  return reply.kind === 'error'
    ? { ...reply, message: presentableText(reply.message, masker) }
    : { ...reply, envelope: presentable(reply.envelope, masker) };
}
