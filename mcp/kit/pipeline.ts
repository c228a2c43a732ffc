import type { Logger } from 'pino';
import type { Environment } from '#core/ids/environment';
import type { ToolEnvelope } from '#core/evidence/evidence';
import { type Call, left, type Stage } from './call.ts';
import { toolFailureOf } from './failure-of.ts';
import type { Masker } from '#core/text/masker';
import type { ToolAudit } from './ports.ts';
import { presentableText } from './presentable.ts';
import { recordCall } from './stages/audit.ts';
import { cacheStages } from './stages/cache.ts';
import { concurrencyStage, type ConcurrencyLimits } from './stages/concurrency.ts';
import { costStage } from './stages/cost.ts';
import { environmentStage } from './stages/environment.ts';
import { executeStage } from './stages/execute.ts';
import { outputSchemaStage } from './stages/output-schema.ts';
import { presentableStage } from './stages/presentable.ts';
import { rateLimitsStage, type RateLimits } from './stages/rate-limits.ts';
import { schemaStage } from './stages/schema.ts';
import { scopeStage } from './stages/scope.ts';
import { truncateStage } from './stages/truncate.ts';
import { exceptForWrites, writeGateStage } from './stages/write-gate.ts';
import { ToolFailure } from './tool-failure.ts';

export interface PipelineOptions {
  readonly server: string;
  readonly environments: readonly Environment[];
  readonly scopes: readonly string[];
  readonly rateLimits: RateLimits;
  readonly concurrency: ConcurrencyLimits;
  readonly masker: Masker;
  readonly audit: ToolAudit;
  readonly log: Logger;
}

/** The outcome of a call. */
export type Outcome =
  /** `bytes` is the size of the envelope as JSON. */
  | { readonly kind: 'result'; readonly envelope: ToolEnvelope; readonly bytes: number }
  | { readonly kind: 'error'; readonly failure: ToolFailure };

export type Pipeline = (call: Omit<Call, 'atEnd'>) => Promise<Outcome>;

/** Every call of every tool passes these stages, in this order. */
export function createPipeline(options: PipelineOptions): Pipeline {
  const { server, masker, audit, log } = options;
  const cache = cacheStages();

  const admit: readonly Stage[] = [
    // authenticate: with Streamable HTTP; in process and over stdio the caller is the program that started the server.
    exceptForWrites(environmentStage(server, options.environments)),
    scopeStage(options.scopes),
    exceptForWrites(schemaStage()),
    rateLimitsStage(options.rateLimits),
    concurrencyStage(options.concurrency),
    writeGateStage(),
    costStage(),
    cache.recall,
  ];
  const answer: readonly Stage[] = [
    executeStage(),
    outputSchemaStage(),
    presentableStage(masker),
    truncateStage(),
    cache.remember,
  ];
  // label as untrusted: every result and error, in `session.ts`, which converts them to protocol messages.
  // audit: below, so that refusals of any stage are recorded.
  // metrics: with the first scraper in Holdfast.

  return async (begun) => {
    const releases: (() => void)[] = [];
    let call: Call = { ...begun, atEnd: (release) => void releases.push(release) };
    let outcome: Outcome;
    try {
      for (const stage of admit) call = await stage.run(call);
      if (!call.envelope) for (const stage of answer) call = await stage.run(call);
      outcome = { kind: 'result', envelope: left(call, 'envelope'), bytes: left(call, 'bytes') };
    } catch (error) {
      outcome = { kind: 'error', failure: presentable(toolFailureOf(error, call, log), masker) };
    } finally {
      for (const release of releases) release();
    }
    try {
      await recordCall(audit, masker, call, {
        outcome: outcome.kind === 'result' ? 'ok' : outcome.failure.code,
        bytes: outcome.kind === 'result' ? outcome.bytes : Buffer.byteLength(outcome.failure.message),
        environment: call.environment,
        source: outcome.kind === 'result' ? outcome.envelope.meta.source : undefined,
      });
    } catch (error) {
      outcome = { kind: 'error', failure: presentable(toolFailureOf(error, call, log), masker) };
    }
    return outcome;
  };
}

/** Messages quote arguments and back ends, so they are sanitised and masked like data. */
function presentable(failure: ToolFailure, masker: Masker): ToolFailure {
  return new ToolFailure(failure.code, presentableText(failure.message, masker), { retryable: failure.retryable });
}
