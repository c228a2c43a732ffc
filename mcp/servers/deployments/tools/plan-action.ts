import type { Environment } from '#core/ids/environment';
import type { DefinedWriteTool } from '../../../kit/define-write-tool.ts';
import { planActionOf } from '../../plan-write.ts';
import type { DeploymentsWrites } from '../writes.ts';

export function planAction(
  tools: readonly DefinedWriteTool[],
  writes: (environment: Environment) => DeploymentsWrites,
) {
  return planActionOf(tools, (environment) => writes(environment).source);
}
