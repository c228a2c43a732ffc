import { left, type Stage, withinDeadline } from '../call.ts';
import { ToolFailure } from '../tool-failure.ts';

/** Refuses calls that would cost too much, before they run. */
export function costStage(): Stage {
  return {
    name: 'cost',
    async run(call) {
      const { estimate } = left(call, 'prepared');
      if (!estimate) return call;
      const estimates = await withinDeadline(call, estimate);
      const over = estimates.find(({ estimated, limit }) => estimated > limit);
      if (!over) return call;
      const count = (value: number) => Math.ceil(value).toLocaleString('en-US');
      throw new ToolFailure(
        'COST_EXCEEDED',
        `${call.tool.name} would read about ${count(over.estimated)} ${over.unit}; the limit is ${count(over.limit)}. ` +
          `Ask for less: ${call.tool.narrowing}.`,
      );
    },
  };
}
