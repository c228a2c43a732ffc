import type { Environment } from '#core/ids/environment';
import type { Call } from '../call.ts';
import type { Masker } from '#core/text/masker';
import type { ToolAudit } from '../ports.ts';
import { presentable } from '../presentable.ts';
import { ToolFailure } from '../tool-failure.ts';

/**
 * Records a call that has ended, also a refused one.
 * @throws ToolFailure if it cannot be written: a call without a record must have no effect, so its result is withheld
 */
export async function recordCall(
  audit: ToolAudit,
  masker: Masker,
  call: Call,
  end: {
    readonly outcome: string;
    readonly bytes: number;
    readonly environment?: Environment;
    readonly source?: string;
  },
): Promise<void> {
  try {
    await audit.recordToolCall({
      principal: call.principal,
      incident: call.incident,
      server: call.server,
      tool: call.tool.name,
      toolHash: call.tool.hash,
      environment: end.environment,
      source: end.source,
      arguments: presentable(call.rawArguments, masker),
      outcome: end.outcome,
      tookMilliseconds: Math.round(performance.now() - call.startedAtMilliseconds),
      bytes: end.bytes,
    });
  } catch (cause) {
    throw new ToolFailure(
      'UPSTREAM_UNAVAILABLE',
      `The call of ${call.tool.name} could not be recorded in the audit log, so its result is withheld. Try again.`,
      { retryable: true, cause },
    );
  }
}
