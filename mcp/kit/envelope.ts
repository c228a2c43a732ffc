import { z } from 'zod';
import type { ToolEnvelope } from '#core/evidence/evidence';

const Rfc3339 = z.iso.datetime({ offset: true });

const EnvelopeMeta = z.strictObject({
  source: z.string(),
  environment: z.string(),
  window: z.strictObject({ start: Rfc3339, end: Rfc3339 }).optional(),
  query: z.string().optional(),
  took_ms: z.number().nonnegative(),
  cached: z.boolean(),
  truncated: z.boolean(),
  next_cursor: z.string().optional(),
});

/** The envelope around the `data` of every built-in tool. */
export function envelopeOf<Data extends z.ZodType>(data: Data) {
  return z.strictObject({
    data,
    meta: EnvelopeMeta,
    warnings: z.array(z.string()),
    hints: z.array(z.string()),
  });
}

/** The envelope around unknown `data`. */
export const AnyEnvelope: z.ZodType<ToolEnvelope> = envelopeOf(z.unknown());
