import { z } from 'zod';
import type { DefinedTool } from './define-tool.ts';
import type { DefinedWriteTool } from './define-write-tool.ts';
import { envelopeOf } from './envelope.ts';
import { objectSchema } from './object-schema.ts';
import { toolHash } from './tool-hash.ts';

const Input = z.strictObject({
  actionBytes: z.string().max(65_536).describe('The action, as canonical JSON'),
  decisions: z
    .array(z.strictObject({ jws: z.string().max(16_384) }))
    .max(50)
    .describe('Signed decisions of people'),
});
const Output = z.strictObject({ result: z.string() });
const inputSchema = objectSchema(Input, 'input');
const outputSchema = objectSchema(envelopeOf(Output), 'output');

/**
 * The entry of a write tool in the list of its server: visible, but refused to every caller. It contains nothing that
 * could write; only the gate does, in the process with the credential. The environment comes from the action.
 */
export function refusingWriteTool({ name, title, description, risk, decidedBy }: DefinedWriteTool): DefinedTool {
  const listing = {
    name,
    title,
    description,
    inputSchema,
    outputSchema,
    annotations: {
      readOnlyHint: false,
      destructiveHint: risk === 'destructive',
      // For the same action: the second time the back end refuses or recognises it.
      idempotentHint: decidedBy !== 'nothing',
      openWorldHint: true,
    },
  };
  return {
    name,
    scopes: [],
    narrowing: 'a runbook that proposes it',
    cacheTtlMilliseconds: 0,
    timeoutMilliseconds: 1_000,
    maximumBytes: 4_096,
    listing,
    hash: toolHash(listing),
    argumentNames: Object.keys(Input.shape),
    data: Output,
    refusal:
      `${name} writes only what people approved, and only for the executor. To request it, start a runbook that ` +
      'proposes it ("holdfast runbook run <runbook>", or start one on the page of the incident). People approve it on the ' +
      'page of the action or with "holdfast approve <hash>".',
    // A call is refused before its arguments are read.
    prepare: () => new z.ZodError([]),
  };
}
