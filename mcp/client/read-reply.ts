import { z } from 'zod';
import type { Environment } from '#core/ids/environment';
import type { ToolEnvelope } from '#core/evidence/evidence';
import { ToolErrorCode, type ToolReply } from '#core/evidence/tool-reply';
import { AnyEnvelope } from '../kit/envelope.ts';
import { MetaKey } from '../kit/meta-keys.ts';
import { sanitise, sanitiseText } from '#core/text/sanitise';
import type { OfferedTool } from './link.ts';
import type { CallToolResult } from './sdk.ts';

/** Of the payload as JSON. */
const maximumResultBytes = 4 * 1024 * 1024;

export interface ReadReplyContext {
  readonly server: string;
  readonly tool: OfferedTool;
  /** Servers of our own process have sanitised already. */
  readonly foreign: boolean;
  /** For results that do not say it themselves. */
  readonly environment: Environment;
  readonly tookMilliseconds: number;
}

const ErrorMeta = z.object({
  code: z.enum(ToolErrorCode),
  message: z.string(),
  retryable: z.boolean(),
});

/** Turns what a server answered into a reply, whatever it is. */
export function readReply(result: CallToolResult, context: ReadReplyContext): ToolReply {
  const { server, tool } = context;
  const place = `${server}.${tool.name}`;
  if (result.isError) return readError(result, context);

  const payload = payloadOf(result);
  const bytes = Buffer.byteLength(JSON.stringify(payload) ?? '');
  if (bytes > maximumResultBytes) {
    const mebibytes = (bytes / 1024 / 1024).toFixed(1);
    return rubbish(`${place} answered ${mebibytes} MiB; at most 4 MiB are taken. Ask for less.`);
  }
  const clean = context.foreign ? sanitise(payload) : payload;
  if (!tool.speaksEnvelope) {
    return { kind: 'result', envelope: wrap(clean, context), toolHash: tool.toolHash };
  }
  const envelope = AnyEnvelope.safeParse(clean);
  if (!envelope.success) {
    const issue = envelope.error.issues[0];
    const where = issue?.path.map(String).join('.') || 'the whole result';
    return rubbish(`${place} answered what is no envelope: ${where}: ${issue?.message}.`);
  }
  return { kind: 'result', envelope: envelope.data, toolHash: tool.toolHash };
}

/** An answer that no repetition will make better. */
export function rubbish(message: string): ToolReply {
  return { kind: 'error', code: 'UPSTREAM_UNAVAILABLE', message: sanitiseText(message), retryable: false };
}

function readError(result: CallToolResult, { server, tool }: ReadReplyContext): ToolReply {
  const ours = ErrorMeta.safeParse(result._meta?.[MetaKey.error]);
  if (ours.success) {
    const { code, message, retryable } = ours.data;
    return { kind: 'error', code, message: sanitiseText(message), retryable };
  }
  const text = textOf(result) || 'it says nothing more';
  return rubbish(`${server}.${tool.name} failed: ${text}`);
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
