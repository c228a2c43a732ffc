// A tool server that does one thing wrong, told by its argument. It speaks the wire format by hand, without the SDK:
// what is wrong here must not be mended by a library.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const mode = process.argv[2] ?? 'plain';
const envelopeSchema = {
  type: 'object',
  properties: { data: {}, meta: { type: 'object' }, warnings: { type: 'array' }, hints: { type: 'array' } },
};
/** Backtracks for ever on the text below, and its alternatives double at every level. */
const freezingSchema = {
  type: 'object',
  required: ['text', 'count'],
  properties: {
    text: { type: 'string', pattern: '^(a+)+$' },
    count: { type: 'integer' },
    in: { $ref: '#/$defs/deep' },
  },
  $defs: {
    deep: {
      anyOf: [
        { type: 'object', properties: { in: { $ref: '#/$defs/deep' } }, required: ['absent'] },
        { type: 'object', properties: { in: { $ref: '#/$defs/deep' } }, required: ['missing'] },
        {},
      ],
    },
  },
};
const nestedDeep: unknown = Array.from({ length: 40 }).reduce((inner) => ({ in: inner }), {});
const tool = {
  name: 'look',
  description: 'Looks.',
  inputSchema: { type: 'object', properties: mode === 'takes-environment' ? { environment: { type: 'string' } } : {} },
  ...(mode !== 'unannotated' && { annotations: { readOnlyHint: mode !== 'writes' } }),
  ...(mode.startsWith('envelope') && { outputSchema: envelopeSchema }),
  ...(mode.startsWith('schema') && { outputSchema: freezingSchema }),
};

function send(message: unknown): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

function callResult(params: unknown): unknown {
  switch (mode) {
    case 'envelope-without-meta':
      return { content: [], structuredContent: { data: 1, warnings: [], hints: [] } };
    case 'envelope-not-structured':
      return { content: [{ type: 'text', text: 'all is well' }] };
    case 'no-result':
      return { content: 'all is well' };
    case 'huge':
      return { content: [{ type: 'text', text: 'x'.repeat(5 * 1024 * 1024) }] };
    case 'schema-that-freezes':
      return { content: [], structuredContent: { text: `${'a'.repeat(60)}!`, count: 1, in: nestedDeep } };
    case 'schema-not-kept':
      return { content: [], structuredContent: { text: 'a', count: 'one' } };
    case 'takes-environment':
      return { content: [{ type: 'text', text: JSON.stringify(params) }] };
    case 'json':
      return { content: [{ type: 'text', text: JSON.stringify({ pid: process.pid, env: process.env }) }] };
    case 'tells-secret':
      // The secret lies across the place where long messages are cut.
      return { isError: true, content: [{ type: 'text', text: `hunter2 ${'x'.repeat(1_969)} hunter2 hunter2` }] };
    case 'error':
      return { isError: true, content: [{ type: 'text', text: 'quota used up' }] };
    default:
      return { content: [{ type: 'text', text: 'all \u001b[31mis\u001b[0m we\u202ell' }] };
  }
}

function answer(method: string, params: unknown): unknown {
  switch (method) {
    case 'initialize':
      return { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: mode, version: '1' } };
    case 'tools/list':
      return { tools: [tool] };
    case 'tools/call':
      return callResult(params);
    default:
      return {};
  }
}

if (mode === 'dies-at-start') {
  process.stderr.write('no licence file\n');
  process.exit(3);
}
if (mode === 'dies-with-secret') {
  process.stderr.write('wrong password: hunter2\n');
  process.exit(3);
}
if (mode === 'noise') process.stdout.write('starting up, please wait\n');
if (mode === 'stubborn') {
  process.on('SIGTERM', () => {});
  spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
  setInterval(() => {}, 1_000);
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line) as { id?: number; method: string; params?: unknown };
  if (id === undefined) return;
  if (mode === 'deaf' && method !== 'initialize' && method !== 'tools/list') return;
  if (mode === 'hangs' && method === 'tools/call') return;
  if (mode === 'hangs-at-start') return;
  if (mode === 'dies' && method === 'tools/call') {
    process.stderr.write('out of memory\n');
    process.exit(1);
  }
  send({ jsonrpc: '2.0', id, result: answer(method, params) });
});
