import type { Preview } from '#core/actions/action';
import type { Masker } from './ports.ts';
import { sanitiseText } from '#core/text/sanitise';

/** People decide by it: no secret, nothing invisible. The same dry run gives the same preview, and so the same hash. */
export function presentablePreview(preview: Preview, masker: Masker): Preview {
  const { changes, instances, warnings, ...numbers } = masker.mask(preview);
  return {
    ...numbers,
    changes: changes.map(({ field, from, to }) => ({
      field: sanitiseText(field),
      from: sanitiseText(from),
      to: sanitiseText(to),
    })),
    instances: instances.map(sanitiseText),
    warnings: warnings.map(sanitiseText),
  };
}
