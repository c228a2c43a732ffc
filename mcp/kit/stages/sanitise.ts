import { left, type Stage } from '../call.ts';
import { AnyEnvelope } from '../envelope.ts';
import { sanitise } from '#core/text/sanitise';

/** Telemetry is written by whoever can send a request: nothing invisible and no terminal sequence passes. */
export function sanitiseStage(): Stage {
  return {
    name: 'sanitise',
    run(call) {
      // Through JSON: an envelope holds what can be sent, and `undefined` is absent.
      const clean = sanitise(JSON.parse(JSON.stringify(left(call, 'envelope'))));
      return { ...call, envelope: AnyEnvelope.parse(clean) };
    },
  };
}
