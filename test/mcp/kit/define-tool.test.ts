import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineTool } from '#mcp/kit/define-tool';
import { echoTool } from '../../support/tool-server-parts.ts';

describe('defining a tool', () => {
  it('gives it all four annotations and both schemas', () => {
    const { listing } = echoTool();
    expect(listing.annotations).toEqual({
      readOnlyHint: true,
      destructiveHint: false,
      idempotentHint: true,
      openWorldHint: true,
    });
    expect(listing.inputSchema).toMatchObject({ required: ['environment'], additionalProperties: false });
    expect(Object.keys(listing.outputSchema?.properties ?? {})).toEqual(['data', 'meta', 'warnings', 'hints']);
  });

  it('hashes what it says of itself', () => {
    expect(echoTool().hash).toBe(echoTool().hash);
    expect(echoTool({ description: 'Gives the text back, twice.' }).hash).not.toBe(echoTool().hash);
    expect(echoTool({ title: 'Ekko' }).hash).not.toBe(echoTool().hash);
    expect(echoTool({ narrowing: 'nothing' }).hash).toBe(echoTool().hash);
  });

  const base = {
    title: 'T',
    risk: 'read',
    scopes: [],
    output: z.strictObject({}),
    narrowing: 'less',
    handler: async () => ({ data: {}, source: 's' }),
  } as const;
  const input = z.strictObject({ environment: z.string() });

  it.each([
    ['a name that is no verb_noun', () => defineTool({ ...base, name: 'Echo', description: 'D.', input })],
    ['a description with backticks', () => defineTool({ ...base, name: 'do_it', description: 'Runs `rm`.', input })],
    ['a description with other signs', () => defineTool({ ...base, name: 'do_it', description: 'Ünique.', input })],
    [
      'a description that is too long',
      () => defineTool({ ...base, name: 'do_it', description: 'a'.repeat(300), input }),
    ],
    [
      'no environment',
      () => defineTool({ ...base, name: 'do_it', description: 'D.', input: z.strictObject({ a: z.string() }) }),
    ],
    [
      'an environment with a default',
      () =>
        defineTool({
          ...base,
          name: 'do_it',
          description: 'D.',
          input: z.strictObject({ environment: z.string().default('production') }),
        }),
    ],
    [
      'unknown arguments allowed',
      () => defineTool({ ...base, name: 'do_it', description: 'D.', input: z.object({ environment: z.string() }) }),
    ],
  ])('refuses %s', (_, define) => {
    expect(define).toThrow(/do_it|Echo/);
  });
});
