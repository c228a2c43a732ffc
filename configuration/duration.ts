import { z } from 'zod';

const unitSeconds = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86400 } as const;

const form = 'a duration is a whole number with a unit: 250ms, 15s, 5m, 2h, 1d';

/** `250ms`, `15s`, `5m`, `2h`, `1d`; parsed to seconds. */
export const DurationSeconds = z
  .string(form)
  .regex(/^\d{1,6}(ms|s|m|h|d)$/, form)
  .transform((text) => {
    const unit = /[a-z]+$/.exec(text)?.[0] as keyof typeof unitSeconds;
    return Number.parseInt(text, 10) * unitSeconds[unit];
  });
