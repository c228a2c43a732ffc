import type { ServicePlace } from '../../../kit/define-server.ts';
import type { DefinedWriteTool } from '../../../kit/define-write-tool.ts';
import { planActionOf } from '../../plan-write.ts';
import type { DeploymentsWrites } from '../writes.ts';

export function planAction(tools: readonly DefinedWriteTool[], writes: (place: ServicePlace) => DeploymentsWrites) {
  return planActionOf(tools, (place) => writes(place).source);
}
