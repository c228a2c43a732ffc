import type { Environment } from '#core/ids/environment';
import type { DefinedWriteTool } from '../../../kit/define-write-tool.ts';
import { planActionOf } from '../../plan-write.ts';
import type { InfrastructureWrites } from '../writes.ts';

export function planAction(
  tools: readonly DefinedWriteTool[],
  writes: (environment: Environment) => InfrastructureWrites,
) {
  return planActionOf(tools, (environment) => writes(environment).source);
}
