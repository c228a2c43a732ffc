import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';

// A tool server that answers from a capture, built with the 1.x SDK as other people's servers are:
//   node captured-server.js <capture.json> <server> [milliseconds between two answers]
// It answers one tool after another, so that an investigation has moments between its answers; a tool that the capture
// does not have is an error.

const [captureFile = '', serverName = '', delay = '0'] = process.argv.slice(2);
const { replies } = JSON.parse(readFileSync(captureFile, 'utf8')) as { replies: Record<string, object> };
const tools = Object.keys(replies)
  .filter((tool) => tool.startsWith(`${serverName}.`))
  .map((tool) => tool.slice(serverName.length + 1));

const anything = { type: 'object' as const, properties: {}, additionalProperties: true };
const envelope = {
  type: 'object' as const,
  properties: { data: {}, meta: anything, warnings: { type: 'array' }, hints: { type: 'array' } },
  required: ['data', 'meta', 'warnings', 'hints'],
};

const server = new Server({ name: serverName, version: '1.0.0' }, { capabilities: { tools: {} } });
server.setRequestHandler(ListToolsRequestSchema, () => ({
  tools: tools.map((name) => ({
    name,
    description: `Captured ${name}`,
    inputSchema: anything,
    outputSchema: envelope,
    annotations: { readOnlyHint: true },
  })),
}));
server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
  const reply = replies[`${serverName}.${params.name}`];
  if (!reply) throw new Error(`The capture has no ${serverName}.${params.name}.`);
  await pause(Number(delay));
  return { content: [{ type: 'text', text: JSON.stringify(reply) }], structuredContent: { ...reply } };
});
await server.connect(new StdioServerTransport());
