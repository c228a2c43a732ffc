import { z } from 'zod';
import type { Stage } from '../call.ts';
import type { DefinedTool } from '../define-tool.ts';
import { didYouMean } from '#core/text/nearest-name';
import { ToolFailure } from '../tool-failure.ts';

const shownIssues = 5;

/** Parses the arguments. Unknown keys are refused: dropping a misspelt filter would widen the query. */
export function schemaStage(): Stage {
  return {
    name: 'schema',
    run(call) {
      const prepared = call.tool.prepare(call.rawArguments);
      if (!(prepared instanceof z.ZodError)) return { ...call, prepared };
      const words = prepared.issues.slice(0, shownIssues).map((issue) => describe(issue, call.tool));
      const more = prepared.issues.length > shownIssues ? ` And ${prepared.issues.length - shownIssues} more.` : '';
      throw new ToolFailure('INVALID_ARGUMENT', `${call.tool.name}: ${words.join(' ')}${more}`);
    },
  };
}

function describe(issue: z.core.$ZodIssue, tool: DefinedTool): string {
  const path = issue.path.map(String).join('.');
  if (issue.code !== 'unrecognized_keys') return `${path || 'arguments'}: ${issue.message}.`;
  const known = issue.path.length === 0 ? tool.argumentNames : keysAt(tool, issue.path);
  return issue.keys
    .slice(0, shownIssues)
    .map((key) => {
      const meant = didYouMean(key, known);
      const place = path ? ` in ${path}` : '';
      return `unknown key ${JSON.stringify(key.slice(0, 60))}${place}.${meant} It takes: ${known.join(', ')}.`;
    })
    .join(' ');
}

/** The keys of the listed schema at a path. */
function keysAt(tool: DefinedTool, path: readonly PropertyKey[]): string[] {
  let schema: unknown = tool.listing.inputSchema;
  for (const key of path) {
    const parsed = SchemaNode.safeParse(schema);
    if (!parsed.success) return [];
    schema = typeof key === 'number' ? parsed.data.items : parsed.data.properties?.[String(key)];
  }
  return Object.keys(SchemaNode.safeParse(schema).data?.properties ?? {});
}

const SchemaNode = z.object({
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
});
