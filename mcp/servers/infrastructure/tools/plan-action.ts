import type { Member } from '../../../kit/ask-all.ts';
import type { ServicePlace } from '../../../kit/define-server.ts';
import type { DefinedWriteTool } from '../../../kit/define-write-tool.ts';
import { planActionOf } from '../../plan-write.ts';
import type { InfrastructureWrites } from '../writes.ts';

export function planAction(
  tools: readonly DefinedWriteTool[],
  backEndOf: (place: ServicePlace) => Member<InfrastructureWrites>,
) {
  return planActionOf(tools, backEndOf);
}
