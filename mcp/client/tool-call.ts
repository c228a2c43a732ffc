import type { Environment } from '#core/ids/environment';

export interface ToolCall {
  readonly server: string;
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly incident?: string;
  /**
   * Given as the argument `environment` to tools that take one, whatever the arguments say themselves; of others, what
   * their results are of.
   */
  readonly environment?: Environment;
}

/**
 * The environment goes to the tools that take one: others would refuse an argument that they did not declare. Where the
 * arguments name another one, the call's own wins: it is the one that the call was admitted for.
 */
export function sentArguments({ arguments: told, environment }: ToolCall, inputSchema: unknown) {
  const properties = typeof inputSchema === 'object' && inputSchema !== null && 'properties' in inputSchema;
  const takesIt = properties && Object.hasOwn(inputSchema.properties as object, 'environment');
  const named = takesIt || Object.hasOwn(told, 'environment');
  return environment !== undefined && named ? { ...told, environment } : { ...told };
}

export function environmentOf({ arguments: told, environment }: ToolCall): Environment | undefined {
  return environment ?? (typeof told.environment === 'string' ? told.environment : undefined);
}
