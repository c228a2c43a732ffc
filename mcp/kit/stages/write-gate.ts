import type { Stage } from '../call.ts';
import { ToolFailure } from '../tool-failure.ts';

/** No caller can write over MCP, not even with valid bytes and decisions: the gate serves the executor only. */
export function writeGateStage(): Stage {
  return {
    name: 'write gate',
    run(call) {
      if (call.tool.refusal === undefined) return call;
      throw new ToolFailure('APPROVAL_REQUIRED', call.tool.refusal);
    },
  };
}

/** A stage that checks arguments. A write is refused whatever its arguments are, so it skips the stage. */
export function exceptForWrites(stage: Stage): Stage {
  return { name: stage.name, run: (call) => (call.tool.refusal === undefined ? stage.run(call) : call) };
}
