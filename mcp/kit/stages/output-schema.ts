import { left, type Stage } from '../call.ts';

/** Builds the envelope. Data that does not match the tool's own schema is a bug, and must not reach the analysis. */
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
