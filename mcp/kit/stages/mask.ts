import { left, type Stage } from '../call.ts';
import type { Masker } from '../ports.ts';

/** Takes secrets and personal data out, before anything is kept, cached or shown. */
export function maskStage(masker: Masker): Stage {
  return {
    name: 'mask',
    run: (call) => ({ ...call, envelope: masker.mask(left(call, 'envelope')) }),
  };
}
