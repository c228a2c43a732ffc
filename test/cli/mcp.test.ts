import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client as StockClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { builtProgram } from '#processes/built-program';
import { startPrometheusDouble } from '../support/prometheus-double.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-mcp-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function configure(url: string): string {
  const file = join(folder, 'holdfast.yaml');
  const back = { adapter: 'prometheus', url, auth: { bearer: { env: 'PROMETHEUS_TOKEN' } } };
  writeFileSync(
    file,
    stringify({
      apiVersion: 'holdfast/v2',
      kind: 'Configuration',
      toolServers: { metrics: { environments: { production: back } } },
      catalogue: { services: { checkout: { metrics: { requests: { metric: 'http_requests_total' } } } } },
    }),
  );
  return file;
}

const command = (...args: string[]) => [builtProgram('cli/main'), 'mcp', ...args, '--home', folder];

test('holdfast mcp metrics serves any MCP host, and writes its calls to the audit log without the token', async () => {
  const prometheus = await startPrometheusDouble([{ path: 'label/__name__/values', data: ['up'] }]);
  const client = new StockClient({ name: 'an assistant', version: '1' });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: command('metrics', '--config', configure(prometheus.url)),
      env: { PROMETHEUS_TOKEN: 'a-secret-of-this-test' },
    }),
  );
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toContain('compare_time_periods');
  const result = await client.callTool({ name: 'list_metric_names', arguments: { environment: 'production' } });
  expect(result.structuredContent).toMatchObject({ data: { names: ['up'] } });
  await client.close();
  await prometheus.finish();

  const audit = readdirSync(join(folder, 'audit')).map((file) => readFileSync(join(folder, 'audit', file), 'utf8'));
  expect(audit.join()).toContain('"tool":"list_metric_names"');
  expect(audit.join()).not.toContain('a-secret-of-this-test');
});

test.each([
  [
    'a server that is not built in',
    ['traces'],
    /no built-in tool server "traces"\. There are: alerts, deployments, infrastructure, metrics/,
  ],
  [
    'a server that is not configured',
    ['alerts'],
    /The built-in tool server "alerts" is not configured. Add toolServers\.alerts/,
  ],
  ['a missing secret', ['metrics'], /PROMETHEUS_TOKEN is not set/],
] as const)('%s is told with the next step, and standard output stays empty', (_, args, message) => {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    command(...args, '--config', configure('http://127.0.0.1:1')),
    { encoding: 'utf8', env: { PATH: process.env['PATH'] }, input: '' },
  );
  expect(stderr).toMatch(message);
  expect(stdout).toBe('');
  expect(status).toBe(1);
});
