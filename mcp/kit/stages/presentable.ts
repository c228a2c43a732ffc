import { left, type Stage } from '../call.ts';
import type { Masker } from '#core/text/masker';
import { presentable } from '../presentable.ts';

/**
 * Removes invisible characters, then secrets and personal data, before anything is stored, cached or shown: anyone who
 * can send a request can write to telemetry.
 */
export function presentableStage(masker: Masker): Stage {
  return {
    name: 'sanitise and mask',
    run: (call) => ({ ...call, envelope: presentable(left(call, 'envelope'), masker) }),
  };
}
