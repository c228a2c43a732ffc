import { pino } from 'pino';
import { z } from 'zod';
import { Catalogue } from '#configuration/catalogue';
import { createToolHub, type ToolHub } from '#mcp/client/hub';
import { type DefinedTool, defineTool, type ToolDefinition } from '#mcp/kit/define-tool';
import type { Masker } from '#core/text/masker';
import type { ToolAudit, ToolCallRecord } from '#mcp/kit/ports';
import { createToolServer, type ToolServer, type ToolServerOptions } from '#mcp/kit/tool-server';

/** Masks the word `hunter2`. */
export const oneWordMasker: Masker = {
  mask: <T>(value: T): T => JSON.parse(JSON.stringify(value ?? null).replaceAll('hunter2', '[masked]')) as T,
};

export function collectingAudit(): ToolAudit & { readonly records: ToolCallRecord[] } {
  const records: ToolCallRecord[] = [];
  return { records, recordToolCall: async (record) => void records.push(record) };
}

const EchoInput = z.strictObject({
  environment: z.string(),
  text: z.string().max(100).default('hello'),
  nested: z.strictObject({ depth: z.number().int() }).optional(),
});
const EchoOutput = z.strictObject({ text: z.string(), list: z.array(z.string()).optional() });
export type EchoDefinition = ToolDefinition<typeof EchoInput, typeof EchoOutput>;

/** A tool that gives its text back, with anything else about it changed. */
export function echoTool(changes: Partial<EchoDefinition> = {}): DefinedTool {
  return defineTool({
    name: 'echo_text',
    title: 'Echo',
    description: 'Gives the text back.',
    risk: 'read',
    scopes: ['read'],
    input: EchoInput,
    output: EchoOutput,
    narrowing: 'a shorter text',
    handler: async ({ text }) => ({ data: { text }, source: 'echo' }),
    ...changes,
  });
}

export function echoServer(
  tool: DefinedTool = echoTool(),
  options: Partial<ToolServerOptions> = {},
): ToolServer & { readonly audit: ReturnType<typeof collectingAudit> } {
  const audit = collectingAudit();
  const server = createToolServer({
    name: 'echo',
    tools: [tool],
    environments: ['production', 'staging'],
    masker: oneWordMasker,
    audit,
    log: pino({ enabled: false }),
    ...options,
  });
  return { ...server, audit };
}

/** A hub around one server in this process. */
export function hubOf(server: ToolServer): ToolHub {
  return createToolHub({
    servers: { [server.name]: { kind: 'in_process', server } },
    audit: collectingAudit(),
    masker: oneWordMasker,
  });
}

export const shopCatalogue: Catalogue = Catalogue.parse({
  defaults: {
    metrics: {
      requests: { metric: 'http_requests_total', labels: { service: '$service' } },
      errors: { metric: 'http_requests_total', labels: { service: '$service', status: { matches: '5..' } } },
      latency: { metric: 'http_request_duration_seconds_bucket', labels: { service: '$service' } },
      saturation: [
        {
          name: 'database',
          used: { metric: 'pool_in_use', labels: { service: '$service' } },
          limit: { metric: 'pool_size', labels: { service: '$service' } },
        },
      ],
      instances: { metric: 'up', labels: { job: '$service' } },
      versionLabel: 'version',
    },
  },
  services: { checkout: { dependencies: ['payments'] }, payments: {} },
});
