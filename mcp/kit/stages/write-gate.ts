import type { Stage } from '../call.ts';
import { ToolFailure } from '../tool-failure.ts';

/** Over MCP nobody writes, outside hosts with valid bytes and decisions neither: the gate serves the executor alone. */
export function writeGateStage(): Stage {
  return {
    name: 'write gate',
    run(call) {
      if (call.tool.refusal === undefined) return call;
      throw new ToolFailure('APPROVAL_REQUIRED', call.tool.refusal);
    },
  };
}

/** A stage that judges arguments. Those of a write are not looked at: it is refused whatever they are. */
export function exceptForWrites(stage: Stage): Stage {
  return { name: stage.name, run: (call) => (call.tool.refusal === undefined ? stage.run(call) : call) };
}
