import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '#configuration/load-configuration';
import type { ToolSpec } from '#core/runbooks/tool-specs';
import { type MountedTool, toolSpecs } from '#workers/tool-specs';
import { hubOf, echoServer, echoTool } from '../support/tool-server-parts.ts';

type Risk = ToolSpec['risk'];

const configured = (toolServers: object) =>
  parseConfiguration(
    JSON.stringify({ apiVersion: 'holdfast/v2', kind: 'Configuration', toolServers }),
    'holdfast.yaml',
  );
const spec = (server: string, name: string, risk: Risk): ToolSpec => ({
  server,
  name,
  risk,
  input: { type: 'object' },
});
const nothing = () => Promise.reject(new Error('nothing is mounted'));
const mountedTool = (name: string, annotations?: MountedTool['annotations']): MountedTool => ({
  name,
  inputSchema: { type: 'object' },
  annotations,
});

async function riskOf(risk: Risk | undefined, annotations: MountedTool['annotations']) {
  const risks = risk === undefined ? {} : { find: risk };
  const specs = await toolSpecs(configured({ tickets: { command: ['x'], risks } }), [], () =>
    Promise.resolve([mountedTool('find', annotations)]),
  );
  return [specs.tools('tickets')?.[0]?.risk, specs.problems.length > 0 ? 'told' : 'as configured'];
}

describe('the risk of a tool of ours', () => {
  const builtIn = [spec('alerts', 'look', 'read'), spec('alerts', 'drop', 'destructive')];
  it.each<[Risk, Risk, Risk]>([
    ['read', 'read', 'destructive'],
    ['reversible', 'reversible', 'destructive'],
    ['destructive', 'destructive', 'destructive'],
  ])('configured as %s is the stricter of the two', async (risk, look, drop) => {
    const alerts = { environments: {}, risks: { look: risk, drop: risk } };
    const specs = await toolSpecs(configured({ alerts }), builtIn, nothing);
    expect(specs.tools('alerts')).toMatchObject([
      { name: 'drop', risk: drop },
      { name: 'look', risk: look },
    ]);
    expect(specs.problems).toEqual([]);
  });

  it('is that of its definition where nothing is configured', async () => {
    const specs = await toolSpecs(configured({ alerts: { environments: {} } }), builtIn, nothing);
    expect(specs.tools('alerts')?.map(({ risk }) => risk)).toEqual(['destructive', 'read']);
  });

  it('that is set for a tool there is not is told, with the nearest', async () => {
    const alerts = { environments: {}, risks: { dorp: 'destructive' } };
    expect((await toolSpecs(configured({ alerts }), builtIn, nothing)).problems).toEqual([
      {
        server: 'alerts',
        problem: 'toolServers.alerts.risks names "dorp", and alerts has no such tool. Did you mean drop?',
      },
    ]);
  });
});

describe('the risk of a tool of another server', () => {
  it.each<[Risk | undefined, string, MountedTool['annotations'], Risk, string]>([
    [undefined, 'nothing', undefined, 'destructive', 'as configured'],
    [undefined, 'that it reads only', { readOnlyHint: true }, 'destructive', 'as configured'],
    ['read', 'that it reads only', { readOnlyHint: true }, 'read', 'as configured'],
    ['read', 'that it reads only and destroys', { readOnlyHint: true, destructiveHint: true }, 'read', 'as configured'],
    ['read', 'nothing', undefined, 'destructive', 'told'],
    ['read', 'that it writes', { readOnlyHint: false, destructiveHint: false }, 'destructive', 'told'],
    ['reversible', 'nothing', undefined, 'reversible', 'as configured'],
    ['reversible', 'that it reads only', { readOnlyHint: true }, 'reversible', 'as configured'],
    ['reversible', 'that it destroys', { destructiveHint: true }, 'destructive', 'told'],
    ['destructive', 'that it reads only', { readOnlyHint: true }, 'destructive', 'as configured'],
  ])('configured as %s, whose server says %s', async (risk, _, annotations, expected, told) => {
    expect(await riskOf(risk, annotations)).toEqual([expected, told]);
  });
});

describe('the tools that a runbook may name', () => {
  it('are those of configured servers only', async () => {
    const builtIn = [spec('alerts', 'look', 'read'), spec('metrics', 'query', 'read')];
    const specs = await toolSpecs(configured({ alerts: { environments: {} } }), builtIn, nothing);
    expect(specs.servers).toEqual(['alerts']);
    expect(specs.tools('metrics')).toBeUndefined();
    expect(specs.tools('constructor')).toBeUndefined();
  });

  it('come from the program that stands for one of our servers, where one does', async () => {
    const specs = await toolSpecs(
      configured({ metrics: { command: ['x'], risks: { constructor: 'read' } } }),
      [spec('metrics', 'query', 'read')],
      () => Promise.resolve([mountedTool('toString', { readOnlyHint: true })]),
    );
    expect(specs.tools('metrics')).toMatchObject([{ name: 'toString', risk: 'destructive' }]);
  });

  it('go on without a server that cannot be reached, which is told in words', async () => {
    const specs = await toolSpecs(
      configured({ tickets: { command: ['x'] }, wiki: { command: ['y'] } }),
      [],
      (server) =>
        server === 'wiki'
          ? Promise.resolve([mountedTool('search')])
          : Promise.reject(new Error('The tool server tickets cannot be reached: no licence file')),
    );
    expect(specs.servers).toEqual(['wiki']);
    expect(specs.problems).toEqual([
      { server: 'tickets', problem: 'The tool server tickets cannot be reached: no licence file' },
    ]);
  });

  it('take the schema of the data out of an envelope, and that of any other answer whole', async () => {
    const tool = echoTool();
    const hub = hubOf(echoServer(tool));
    const other = { ...mountedTool('plain'), outputSchema: { type: 'object', properties: { n: { type: 'number' } } } };
    const specs = await toolSpecs(configured({ echo: { command: ['x'] } }), [], async (server) => [
      ...(await hub.tools(server)),
      other,
      { ...mountedTool('no\u001b[2Jname'), title: 'x' },
    ]);
    await hub.close();
    expect(specs.tools('echo')).toMatchObject([
      { name: 'echo_text', title: 'Echo', input: tool.listing.inputSchema, data: { properties: { text: {} } } },
      { name: 'plain', data: other.outputSchema },
    ]);
    expect(specs.problems).toEqual([
      { server: 'echo', problem: '1 of the tools of echo have names that the protocol does not allow; left out.' },
    ]);
  });
});
