import { left, type Stage } from '../call.ts';

/** Makes the envelope. A handler whose data break its own schema has a bug, which must not reach the analysis. */
export function outputSchemaStage(): Stage {
  return {
    name: 'output schema',
    run(call) {
      const { data, source, window, query, truncated, warnings, hints } = left(call, 'answer');
      const envelope = {
        data: call.tool.data.parse(data),
        meta: {
          source,
          environment: left(call, 'environment'),
          window,
          query,
          took_ms: Math.round(performance.now() - call.startedAtMilliseconds),
          cached: false,
          truncated: truncated ?? false,
        },
        warnings: warnings ?? [],
        hints: hints ?? [],
      };
      return { ...call, envelope };
    },
  };
}
