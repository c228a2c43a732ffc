import { RE2JS } from 're2js';
import { z } from 'zod';

// Texts of a locator, which says where a service is found in a back end. `$service` and other facts of the service may
// occur anywhere in them and are filled in for each call (configuration/locate.ts).

/** The placeholder for facts when a pattern is checked without a service. */
const anyName = 'x';

/** `$name` refers to a fact; `$$` is a dollar sign. A `$` that ends a pattern is not followed by a name. */
export const factPattern = /\$(\$|[a-z][a-z0-9_]*)/g;

/** Text with facts. */
export const LocatedText = z.string().min(1).max(500);

/** A regular expression in RE2's syntax, which back ends use and which matches in linear time. */
export const LocatedPattern = z.strictObject({
  matches: LocatedText.superRefine((pattern, context) => {
    try {
      RE2JS.compile(pattern.replaceAll(factPattern, anyName));
    } catch (error) {
      const reason = error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error);
      context.addIssue(`it is not a regular expression that back ends accept (RE2): ${reason}`);
    }
  }),
});
export type LocatedPattern = z.infer<typeof LocatedPattern>;
