import { z } from 'zod';
import { secondsIn } from '#core/time/durations';

const form = 'a duration is a whole number with a unit: 250ms, 15s, 5m, 2h, 1d';

/** `250ms`, `15s`, `5m`, `2h`, `1d`; parsed to seconds. */
export const DurationSeconds = z
  .string(form)
  .regex(/^\d{1,6}(ms|s|m|h|d)$/, form)
  .transform(secondsIn);
