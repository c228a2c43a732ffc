import { z } from 'zod';

// Servers written in Go give what they have not set as `null`, and a time as the first day of year 1.

/** A list; empty where it is `null` or missing. */
export function listOf<Member extends z.ZodType>(member: Member) {
  return z
    .array(member)
    .nullish()
    .transform((list) => list ?? []);
}

/** Texts by name; none where it is `null` or missing. */
export const Texts = z
  .record(z.string(), z.string())
  .nullish()
  .transform((texts) => texts ?? {});

/** RFC 3339; undefined where it was not set. */
export const SetTime = z
  .string()
  .optional()
  .transform((time) => (time?.startsWith('0001-') ? undefined : time));
