import { createHash } from 'node:crypto';
import { canonicalJson, withoutUndefinedKeys } from '#core/json/canonical-json';

export interface HashedTool {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly inputSchema: unknown;
  readonly outputSchema?: unknown;
  readonly annotations?: unknown;
}

/**
 * The identity of a tool: SHA-256 (hex) of the canonical JSON (RFC 8785) of its name, title,
 * description, schemas and annotations. A different hash means a different tool.
 */
export function toolHash(tool: HashedTool): string {
  const { name, title, description, inputSchema, outputSchema, annotations } = tool;
  return createHash('sha256')
    .update(canonicalJson(withoutUndefinedKeys({ name, title, description, inputSchema, outputSchema, annotations })))
    .digest('hex');
}
