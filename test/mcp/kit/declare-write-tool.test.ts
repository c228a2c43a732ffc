import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { declareWriteTool } from '#mcp/kit/declare-write-tool';

const base = {
  name: 'scale_thing',
  title: 'Scale',
  description: 'Sets how many there are.',
  risk: 'reversible',
  parameters: z.strictObject({ replicas: z.number().int().min(0).max(9) }),
} as const;

describe('declaring a tool that writes', () => {
  it('gives its parameters as JSON Schema, and nothing that could be called', () => {
    expect(declareWriteTool(base)).toEqual({
      ...base,
      parameters: {
        type: 'object',
        properties: { replicas: { type: 'integer', minimum: 0, maximum: 9 } },
        required: ['replicas'],
        additionalProperties: false,
      },
    });
  });

  it.each([
    ['a name that is no verb_noun', { name: 'Scale' }],
    ['a description with backticks', { description: 'Runs `scale`.' }],
    ['unknown parameters allowed', { parameters: z.object({ replicas: z.number() }) }],
    ['a service beside the target', { parameters: z.strictObject({ service: z.string() }) }],
    ['an environment beside the target', { parameters: z.strictObject({ environment: z.string() }) }],
  ])('refuses %s', (_, change) => {
    expect(() => declareWriteTool({ ...base, ...change })).toThrow(/scale_thing|Scale/);
  });
});
