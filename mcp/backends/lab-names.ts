import { z } from 'zod';
import { notFound } from '../kit/not-found.ts';
import type { ToolFailure } from '../kit/tool-failure.ts';

/** One segment of a path, whatever is in it: `..` and `.` would lead elsewhere, encoded or not. */
export function segment(name: string): string {
  // Half a surrogate pair cannot be encoded.
  const wellFormed = Buffer.from(name).toString('utf8');
  return /^\.{1,2}$/.test(wellFormed) ? wellFormed.replaceAll('.', '%252E') : encodeURIComponent(wellFormed);
}

const UnknownName = z.object({
  error: z.object({ code: z.enum(['NOT_FOUND', 'NO_INSTANCE']), known: z.array(z.string()) }),
});

/** What the supervisor does not know by name; undefined for a 404 that says nothing of names: a wrong address. */
export function unknownName(
  source: string,
  status: number,
  body: string,
  { service, instance }: { readonly service: string; readonly instance: string },
): ToolFailure | undefined {
  if (status !== 404) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return undefined; // A page of something else.
  }
  const refusal = UnknownName.safeParse(json);
  if (!refusal.success) return undefined;
  const { code, known } = refusal.data.error;
  return code === 'NO_INSTANCE'
    ? notFound(source, `pod of ${service} named`, instance, known)
    : notFound(source, 'service', service, known);
}
