import { Risk, stricter } from '#core/ids/risk';
import type { ToolDescription } from '#mcp/client/hub';

export interface JudgedRisk {
  readonly risk: Risk;
  /** Why it differs from the configuration. */
  readonly problem?: string;
}

/**
 * The worst-case risk of a third-party tool: the configured one, by default destructive. The
 * server's annotations can only make it stricter, and `read` also requires its `readOnlyHint: true`, because such a
 * tool is called without approval. Without the hint, the configured `read` does not count.
 */
export function mountedRisk(
  place: string,
  configured: Risk | undefined,
  annotations: ToolDescription['annotations'],
): JudgedRisk {
  if (configured === undefined) return { risk: Risk.destructive };
  const readOnly = annotations?.readOnlyHint === true;
  if (configured === Risk.read) {
    if (readOnly) return { risk: Risk.read };
    const problem = `${place} is configured as read, but its server does not annotate it readOnlyHint: true; it counts as destructive.`;
    return { risk: Risk.destructive, problem };
  }
  // By the protocol this hint has no meaning for a read-only tool.
  const told = !readOnly && annotations?.destructiveHint === true ? Risk.destructive : Risk.read;
  const risk = stricter(configured, told);
  if (risk === configured) return { risk };
  return {
    risk,
    problem: `${place} is configured as ${configured}, but its server says destructiveHint: true, which counts.`,
  };
}
