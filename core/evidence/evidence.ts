import type { EvidenceId } from '../ids/evidence-id.ts';
import type { Environment } from '../ids/environment.ts';

/** An absolute time window; RFC 3339. */
export interface TimeWindow {
  readonly start: string;
  readonly end: string;
}

/** What every tool returns. */
export interface ToolEnvelope {
  readonly data: unknown;
  readonly meta: {
    /** The back end that answered, for people: `prometheus http://127.0.0.1:9090`. */
    readonly source: string;
    readonly environment: Environment;
    readonly window?: TimeWindow;
    /** The query that was run, where there is one. */
    readonly query?: string;
    readonly took_ms: number;
    readonly cached: boolean;
    readonly truncated: boolean;
    readonly next_cursor?: string;
  };
  readonly warnings: readonly string[];
  /** On an empty result: why, and what exists instead. */
  readonly hints: readonly string[];
}

/** One recorded tool result. */
export interface Evidence {
  readonly id: EvidenceId;
  /** `<server>.<tool>` */
  readonly tool: string;
  /** SHA-256 of the tool's name, description, schemas and annotations. */
  readonly toolHash: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** The configured name of the tool server. */
  readonly server: string;
  readonly environment: Environment;
  readonly window?: TimeWindow;
  readonly payload: ToolEnvelope;
}
