import type { Risk } from '../ids/risk.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

/** What a runbook is checked against of a tool: from its definition, its live listing or its pin. */
export interface ToolSpec {
  readonly server: string;
  readonly name: string;
  readonly title?: string;
  /** The stricter of what configuration says and what the tool says of itself; unknown is destructive. */
  readonly risk: Risk;
  /** JSON Schema of a read tool's arguments; of a write tool's `parameters`. */
  readonly input: JsonSchema;
  /** JSON Schema of the answer's `data`; absent where the tool does not tell. */
  readonly data?: JsonSchema;
}

/** The tools that a runbook may name. */
export interface ToolSpecs {
  readonly servers: readonly string[];
  /** Sorted by name; undefined for a server that is not there. */
  tools(server: string): readonly ToolSpec[] | undefined;
}
