import { Risk, stricter } from '#core/ids/risk';
import type { ToolDescription } from '#mcp/client/hub';

export interface JudgedRisk {
  readonly risk: Risk;
  /** Why it is not what the configuration says. */
  readonly problem?: string;
}

/**
 * What a tool of a server that is not ours can do at worst: what the configuration says, unset is destructive. What the
 * server says of it can only make it stricter, and `read` needs its word as well (`readOnlyHint: true`), because such a
 * tool is called without asking anybody: where that is missing, the configuration counts as unset.
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
  // By the protocol this one means nothing where the tool is said to read only.
  const told = !readOnly && annotations?.destructiveHint === true ? Risk.destructive : Risk.read;
  const risk = stricter(configured, told);
  if (risk === configured) return { risk };
  return {
    risk,
    problem: `${place} is configured as ${configured}, but its server says destructiveHint: true, which counts.`,
  };
}
