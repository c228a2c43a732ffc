import type { Logger } from 'pino';
import type { Environment } from '#core/ids/environment';
import type { ToolEnvelope } from '#core/evidence/evidence';
import type { Call, Stage } from './call.ts';
import { failureOf } from './failure-of.ts';
import type { Masker, ToolAudit } from './ports.ts';
import { sanitiseText } from '#core/text/sanitise';
import { recordCall } from './stages/audit.ts';
import { cacheStages } from './stages/cache.ts';
import { concurrencyStage, type ConcurrencyLimits } from './stages/concurrency.ts';
import { costStage } from './stages/cost.ts';
import { environmentStage } from './stages/environment.ts';
import { executeStage } from './stages/execute.ts';
import { maskStage } from './stages/mask.ts';
import { outputSchemaStage } from './stages/output-schema.ts';
import { rateLimitsStage, type RateLimits } from './stages/rate-limits.ts';
import { sanitiseStage } from './stages/sanitise.ts';
import { schemaStage } from './stages/schema.ts';
import { scopeStage } from './stages/scope.ts';
import { truncateStage } from './stages/truncate.ts';
import { exceptForWrites, writeGateStage } from './stages/write-gate.ts';
import { ToolFailure } from './tool-failure.ts';
import { cut } from '#core/text/cut';

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

/** How a call ended. */
export type Outcome =
  | { readonly kind: 'result'; readonly envelope: ToolEnvelope }
  | { readonly kind: 'error'; readonly failure: ToolFailure };

export type Pipeline = (call: Omit<Call, 'atEnd'>) => Promise<Outcome>;

/** Every call of every tool goes through these stages, in this order. */
export function createPipeline(options: PipelineOptions): Pipeline {
  const { server, masker, audit, log } = options;
  const cache = cacheStages();

  const admit: readonly Stage[] = [
    // authenticate: with Streamable HTTP; in process and over stdio whoever started us is who calls.
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
    maskStage(masker),
    sanitiseStage(),
    truncateStage(),
    cache.remember,
  ];
  // label as untrusted: every result and error, in `tool-server.ts`, where the protocol's form is made.
  // audit: below, so that refusals of any stage are recorded.
  // metrics: with the first scraper of ours.

  return async (begun) => {
    const releases: (() => void)[] = [];
    let call: Call = { ...begun, atEnd: (release) => void releases.push(release) };
    let outcome: Outcome;
    try {
      for (const stage of admit) call = await stage.run(call);
      if (!call.envelope) for (const stage of answer) call = await stage.run(call);
      if (!call.envelope) throw new Error('The stages left no envelope.');
      outcome = { kind: 'result', envelope: call.envelope };
    } catch (error) {
      outcome = { kind: 'error', failure: presentable(failureOf(error, call, log), masker) };
    } finally {
      for (const release of releases) release();
    }
    const bytes = Buffer.byteLength(
      outcome.kind === 'result' ? JSON.stringify(outcome.envelope) : outcome.failure.message,
    );
    try {
      await recordCall(audit, masker, call, {
        outcome: outcome.kind === 'result' ? 'ok' : outcome.failure.code,
        bytes,
        environment: call.environment,
      });
    } catch (error) {
      outcome = { kind: 'error', failure: presentable(failureOf(error, call, log), masker) };
    }
    return outcome;
  };
}

/** Messages quote arguments and back ends: they pass the same masking and sanitising as data. */
function presentable(failure: ToolFailure, masker: Masker): ToolFailure {
  const message = cut(sanitiseText(masker.mask(failure.message)), 2_000);
  return new ToolFailure(failure.code, message, { retryable: failure.retryable });
}
