import type { Stage } from '../call.ts';
import { ToolFailure } from '../tool-failure.ts';

/** Refuses a tool whose scopes are not granted; over stdio and in process the grant is the configuration's. */
export function scopeStage(granted: readonly string[]): Stage {
  return {
    name: 'scope',
    run(call) {
      const missing = call.tool.scopes.filter((scope) => !granted.includes(scope));
      if (missing.length === 0) return call;
      throw new ToolFailure(
        'SCOPE_REQUIRED',
        `${call.tool.name} needs the scope ${missing.join(', ')}; granted here: ${granted.join(', ') || 'none'}. ` +
          'Whoever runs this server can grant it.',
      );
    },
  };
}
