import type { Change } from '#core/evidence/observations';
import type { Environment } from '#core/ids/environment';

// What the tool servers need from outside. `workers` implements it with the records.

/** One call of a tool, also a refused one. */
export interface ToolCallRecord {
  readonly principal: string;
  readonly incident?: string;
  readonly server: string;
  readonly tool: string;
  readonly toolHash: string;
  readonly environment?: Environment;
  /** The back ends that answered, as readable text. */
  readonly source?: string;
  /** Masked. */
  readonly arguments: unknown;
  /** `ok` or the error's code. */
  readonly outcome: string;
  readonly tookMilliseconds: number;
  readonly bytes: number;
}

export interface ToolAudit {
  /** Resolves when the record is durable. A call whose record cannot be written fails. */
  recordToolCall(record: ToolCallRecord): Promise<void>;
}

export interface ReportedChanges {
  /** Reported changes of an environment in a window (RFC 3339, start inclusive, end exclusive), oldest first. */
  list(query: { environment: Environment; start: string; end: string }): Promise<readonly Change[]>;
}
