import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { canonicalJson } from '#core/json/canonical-json';
import { defineWriteTool } from '#mcp/kit/define-write-tool';
import { refusingWriteTool } from '#mcp/kit/refusing-write-tool';
import { gatedWrite, nothingAgainst } from '../../negative-controls/scripted-executor.ts';
import { echoServer, hubOf } from '../../support/tool-server-parts.ts';

const never = () => Promise.reject(new Error('Nobody but the gate calls this.'));
const tool = (risk: 'reversible' | 'destructive' = 'reversible') =>
  refusingWriteTool(
    defineWriteTool({
      name: 'scale_thing',
      title: 'Scale',
      description: 'Sets how many there are.',
      risk,
      decidedBy: 'compare_and_swap',
      parameters: z.strictObject({ replicas: z.number() }),
      plan: never,
      preview: never,
      write: never,
      trace: never,
    }),
  );

describe('a write tool in the list of its server', () => {
  it('takes an action and decisions and nothing else, and says that it writes', () => {
    const { listing } = tool();
    expect(listing.inputSchema).toMatchObject({
      required: ['actionBytes', 'decisions'],
      additionalProperties: false,
    });
    expect(Object.keys(listing.inputSchema.properties ?? {})).toEqual(['actionBytes', 'decisions']);
    expect(listing.annotations).toEqual({
      readOnlyHint: false,
      destructiveHint: false,
      idempotentHint: true,
      openWorldHint: true,
    });
    expect(tool('destructive').listing.annotations?.destructiveHint).toBe(true);
  });

  const { bytes, decisions } = gatedWrite(nothingAgainst);
  it.each<[string, Record<string, unknown>]>([
    ['valid bytes and decisions', { actionBytes: bytes, decisions }],
    ['an action for nowhere', { actionBytes: canonicalJson({ environment: 'nowhere' }), decisions: [] }],
    ['what the change would be', { environment: 'production', service: 'payments', replicas: 6 }],
    ['nothing', {}],
  ])('refuses everybody, whoever sends %s, says how to ask, and records it', async (_, args) => {
    const server = echoServer(tool(), { scopes: ['read', 'infra:write:production'] });
    const hub = hubOf(server);
    const reply = await hub.callTool({ server: 'echo', tool: 'scale_thing', arguments: args, incident: 'incident/a' });
    await hub.close();
    expect(reply).toMatchObject({ kind: 'error', code: 'APPROVAL_REQUIRED', retryable: false });
    expect(reply.kind === 'error' && reply.message).toMatch(/start a runbook.*holdfast approve <hash>/s);
    expect(server.audit.records).toMatchObject([
      { tool: 'scale_thing', outcome: 'APPROVAL_REQUIRED', arguments: args },
    ]);
  });
});
