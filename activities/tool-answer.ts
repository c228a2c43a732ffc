import type { Evidence, ToolEnvelope } from '#core/evidence/evidence';
import type { EvidenceId } from '#core/ids/evidence-id';
import type { Environment } from '#core/ids/environment';
import { FailureType } from '#core/ids/failure-type';
import type { ToolReply } from '#core/evidence/tool-reply';
import { passing, permanent } from './failures.ts';

/** A call of a read tool, by an investigation or a step. */
export interface ToolQuestion {
  readonly server: string;
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** Absent where it is not set and the server does not declare its environments. */
  readonly environment?: Environment;
  /** For limits and the audit. */
  readonly incidentId?: string;
}

export interface ToolCaller {
  callTool(
    call: Omit<ToolQuestion, 'incidentId'> & { readonly incident?: string },
    options: { signal: AbortSignal; timeoutMilliseconds: number },
  ): Promise<ToolReply>;
}

export interface ToolCallDependencies {
  readonly tools: ToolCaller;
  /** For the arguments. Answers come masked. */
  readonly mask: <T>(value: T) => T;
  readonly putEvidence: (evidence: Omit<Evidence, 'id'>) => Promise<Evidence>;
}

/** A masked answer. */
export interface ToolAnswer {
  readonly envelope: ToolEnvelope;
  readonly toolHash: string;
}

/** @throws ApplicationFailure, retryable where trying again may help */
export async function askTool(
  { tools }: Pick<ToolCallDependencies, 'tools'>,
  { incidentId, ...question }: ToolQuestion,
  options: { signal: AbortSignal; timeoutMilliseconds: number },
): Promise<ToolAnswer> {
  const { server, tool, environment } = question;
  const reply = await tools.callTool(
    { server, tool, arguments: question.arguments, environment, incident: incidentId },
    options,
  );
  if (reply.kind === 'error') {
    if (reply.retryable) throw passing(FailureType.toolUnavailable, reply.message);
    if (reply.isNoTool) throw permanent(FailureType.noSuchTool, reply.message);
    throw permanent(FailureType.toolRefused, `${reply.code}: ${reply.message}`);
  }
  return { envelope: reply.envelope, toolHash: reply.toolHash };
}

/** Stores an answer as evidence. */
export async function keepAnswer(
  { mask, putEvidence }: ToolCallDependencies,
  question: ToolQuestion,
  { envelope, toolHash }: ToolAnswer,
): Promise<EvidenceId> {
  const evidence = await putEvidence({
    tool: `${question.server}.${question.tool}`,
    toolHash,
    arguments: mask(question.arguments),
    server: question.server,
    environment: envelope.meta.environment,
    window: envelope.meta.window,
    payload: envelope,
  });
  return evidence.id;
}
