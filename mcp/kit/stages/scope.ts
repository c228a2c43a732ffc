import type { Stage } from '../call.ts';
import { ToolFailure } from '../tool-failure.ts';

/** Refuses a tool whose scopes are not granted. Over stdio and in process, the configuration grants them. */
export function scopeStage(granted: readonly string[]): Stage {
  return {
    name: 'scope',
    run(call) {
      const missing = call.tool.scopes.filter((scope) => !granted.includes(scope));
      if (missing.length === 0) return call;
      throw new ToolFailure(
        'SCOPE_REQUIRED',
        `${call.tool.name} needs the scope ${missing.join(', ')}; granted here: ${granted.join(', ') || 'none'}. ` +
          'The operator of this server can grant it.',
      );
    },
  };
}
