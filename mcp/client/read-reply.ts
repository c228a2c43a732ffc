import { z } from 'zod';
import type { Environment } from '#core/ids/environment';
import type { ToolEnvelope } from '#core/evidence/evidence';
import { ToolErrorCode, type ToolReply } from '#core/evidence/tool-reply';
import { AnyEnvelope } from '../kit/envelope.ts';
import { MetaKey } from '../kit/meta-keys.ts';
import type { OfferedTool } from './link.ts';
import { unusable } from './refusals.ts';
import type { CallToolResult } from './sdk.ts';

/** Of the payload as JSON. */
const maximumResultBytes = 4 * 1024 * 1024;

export interface ReadReplyContext {
  readonly server: string;
  readonly tool: OfferedTool;
  /** For results that do not name it. */
  readonly environment: Environment;
  readonly tookMilliseconds: number;
}

const ErrorMeta = z.object({
  code: z.enum(ToolErrorCode),
  message: z.string(),
  retryable: z.boolean(),
});

/** Turns whatever a server returned into a reply. Its texts are still as the server wrote them. */
export function readReply(result: CallToolResult, context: ReadReplyContext): ToolReply {
  const { server, tool } = context;
  const place = `${server}.${tool.name}`;
  if (result.isError) return readError(result, context);

  const payload = payloadOf(result);
  const bytes = Buffer.byteLength(JSON.stringify(payload) ?? '');
  if (bytes > maximumResultBytes) {
    const mebibytes = (bytes / 1024 / 1024).toFixed(1);
    return unusable(`${place} returned ${mebibytes} MiB; the limit is 4 MiB. Ask for less.`);
  }
  if (!tool.speaksEnvelope) return { kind: 'result', envelope: wrap(payload, context), toolHash: tool.toolHash };
  const envelope = AnyEnvelope.safeParse(payload);
  if (!envelope.success) {
    const issue = envelope.error.issues[0];
    const where = issue?.path.map(String).join('.') || 'the whole result';
    return unusable(`${place} returned a malformed envelope: ${where}: ${issue?.message}.`);
  }
  return { kind: 'result', envelope: envelope.data, toolHash: tool.toolHash };
}

function readError(result: CallToolResult, { server, tool }: ReadReplyContext): ToolReply {
  const known = ErrorMeta.safeParse(result._meta?.[MetaKey.error]);
  if (known.success) {
    const { code, message, retryable } = known.data;
    return { kind: 'error', code, message, retryable };
  }
  const text = textOf(result) || 'it gave no reason';
  return unusable(`${server}.${tool.name} failed: ${text}`);
}

function payloadOf(result: CallToolResult): unknown {
  if (result.structuredContent !== undefined) return result.structuredContent;
  const text = textOf(result);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text; // Plain text is an answer, too.
  }
}

function textOf(result: CallToolResult): string {
  return result.content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n');
}

function wrap(data: unknown, { server, environment, tookMilliseconds }: ReadReplyContext): ToolEnvelope {
  return {
    data,
    meta: { source: server, environment, took_ms: Math.round(tookMilliseconds), cached: false, truncated: false },
    warnings: [],
    hints: [],
  };
}
