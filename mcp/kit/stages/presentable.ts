import { left, type Stage } from '../call.ts';
import type { Masker } from '#core/text/masker';
import { presentable } from '../presentable.ts';

/**
 * Takes out invisible characters, then secrets and personal data, before anything is kept, cached or shown: anyone who can
 * send a request writes telemetry.
 */
export function presentableStage(masker: Masker): Stage {
  return {
    name: 'sanitise and mask',
    run: (call) => ({ ...call, envelope: presentable(left(call, 'envelope'), masker) }),
  };
}
