import { Client as StockClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { describe, expect, it } from 'vitest';
import { createToolHub } from '#mcp/client/hub';
import { builtProgram } from '#processes/built-program';
import { collectingAudit, oneWordMasker } from '../../support/tool-server-parts.ts';

const program = builtProgram('test/support/tool-servers/metrics-on-stdio');
const toolNames = [
  'compare_time_periods',
  'evaluate_alert_rules',
  'get_service_golden_signals',
  'get_service_metrics',
  'list_firing_alerts',
  'list_metric_names',
  'query_metrics',
];

describe('the server metrics on stdio', () => {
  it('serves a stock client of the 1.x SDK: lists, answers, refuses', async () => {
    let errors = '';
    const transport = new StdioClientTransport({ command: process.execPath, args: [program], stderr: 'pipe' });
    transport.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const client = new StockClient({ name: 'stock', version: '1' });
    await client.connect(transport);

    // From here on the client checks results against the output schemas.
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(toolNames);

    const result = await client.callTool({ name: 'list_metric_names', arguments: { environment: 'production' } });
    expect(result.structuredContent).toMatchObject({
      data: { names: ['http_requests_total', 'up'], total: 2 },
      meta: { environment: 'production', cached: false },
    });

    const refusal = await client.callTool({ name: 'list_metric_names', arguments: { environment: 'moon' } });
    expect(refusal.isError).toBe(true);
    expect(refusal._meta?.['holdfast/error']).toMatchObject({ code: 'INVALID_ARGUMENT' });

    await client.close();
    expect(errors).toContain('a library that prints must not break the protocol');
    expect(errors).not.toContain('Off the script');
  });

  it('serves our own client', async () => {
    const hub = createToolHub({
      servers: { metrics: { kind: 'stdio', command: process.execPath, args: [program] } },
      audit: collectingAudit(),
      masker: oneWordMasker,
    });
    expect((await hub.tools('metrics')).map(({ name }) => name)).toEqual(toolNames);
    const call = { server: 'metrics', tool: 'list_metric_names', arguments: { environment: 'production' } };
    expect(await hub.callTool(call)).toMatchObject({ kind: 'result', envelope: { data: { total: 2 } } });
    await hub.close();
  });
});
