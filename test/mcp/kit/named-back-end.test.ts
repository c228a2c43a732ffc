import { expect, it } from 'vitest';
import { z } from 'zod';
import type { ActionDocument } from '#core/actions/action';
import { canonicalJson, withoutUndefinedKeys } from '#core/json/canonical-json';
import { sourcesOf } from '#mcp/kit/ask-all';
import { defineAdapter } from '#mcp/kit/define-adapter';
import { type ConfiguredServer, defineServer, type ServicePlace } from '#mcp/kit/define-server';
import { defineWriteTool } from '#mcp/kit/define-write-tool';
import { type BackEndEntry, configuredBackEnds } from '#mcp/kit/server-entry';
import { planActionOf } from '#mcp/servers/plan-write';
import { openAdapterParts } from '#workers/adapter-parts';
import {
  actionDocument,
  gatedWrite,
  nothingAgainst,
  scriptedExecutor,
} from '../../negative-controls/scripted-executor.ts';
import { fixedSecrets } from '../../support/fixed-secrets.ts';
import { collectingAudit, hubOf, oneWordMasker } from '../../support/tool-server-parts.ts';
import { createToolServer } from '#mcp/kit/tool-server';

// The bytes that people approve name the back end. What the catalogue and the configuration say afterwards may refuse the
// write, and never sends it anywhere else.

interface Scales {
  readonly source: string;
  scale(replicas: number): string;
}

const cluster = defineAdapter({
  name: 'cluster',
  title: 'A cluster in memory',
  settings: z.strictObject({ region: z.string() }),
  example: 'region: east\n',
  capabilities: [],
  testedOn: [{ how: 'real', system: 'this test' }],
  open: ({ region }) => ({ source: `cluster ${region}` }),
  openWrites: ({ region }): Scales => ({
    source: `cluster ${region}`,
    scale: (replicas) => `${region} has ${replicas}`,
  }),
});

const undoOf = (replicas: number) => ({
  tool: 'scale_thing',
  parameters: { replicas: 4 },
  precondition: { replicas },
});

const scaleThing = (writes: (place: ServicePlace) => Scales) =>
  defineWriteTool({
    name: 'scale_thing',
    title: 'Scale',
    description: 'Sets how many there are.',
    risk: 'reversible',
    decidedBy: 'compare_and_swap',
    parameters: z.strictObject({ replicas: z.number().int() }),
    plan: (wish) => {
      writes(wish);
      const { replicas } = wish.parameters;
      return Promise.resolve({
        target: { kind: 'service', name: 'payments', uid: 'uid-1' },
        precondition: { replicas: 4 },
        undo: undoOf(replicas),
      });
    },
    // Every cluster has it with the same uid: nothing but the name tells them apart.
    preview: async (write) => {
      writes(write);
      return nothingAgainst.preview;
    },
    write: async (write) => writes(write).scale(write.parameters.replicas),
    trace: async (write) => ({ kind: 'took_effect', result: writes(write).source }),
  });

const server = defineServer({
  name: 'infrastructure',
  title: 'Clusters in memory',
  locator: z.strictObject({}),
  capabilities: {},
  adapters: [cluster],
  combine: ({ members }) => ({ source: sourcesOf(members) }),
  tools: ({ writes }) => [planActionOf([scaleThing((place) => writes(place).backEnd)], writes)],
  writeTools: (writes) => [scaleThing(writes)],
});

const readOnly = (name: string) => ({ adapter: 'cluster', name, region: name });
const writable = (name: string) => ({ ...readOnly(name), writes: {} });
const east = writable('east');
const west = writable('west');

const configured = (entries: readonly BackEndEntry[], catalogue?: string): ConfiguredServer => ({
  entry: { environments: { production: entries } },
  locator: { backEnd: () => catalogue, settings: () => ({}) },
  parts: openAdapterParts({ secrets: fixedSecrets(''), reportedChanges: { list: () => Promise.resolve([]) } }),
});

/** An executor that holds what these settings give it, and the approved action through a back end. */
function executorOf(backEnd: string | undefined, settings: ConfiguredServer) {
  const document = withoutUndefinedKeys(actionDocument({ backEnd })) as ActionDocument;
  const executor = scriptedExecutor({
    setting: { document },
    gate: {
      backEnds: configuredBackEnds(settings.entry).filter(({ entry }) => entry.writes !== undefined),
      tools: server.writeTools(settings),
    },
  });
  const { actionHash } = gatedWrite({ ...nothingAgainst, document });
  return {
    ...executor,
    document,
    preview: () => executor.gate.preview({ document, actionHash, part: 'do' }),
    trace: () => executor.gate.trace({ document, actionHash, part: 'do' }),
  };
}

it('an action is planned through the back end that the catalogue names, and says so', async () => {
  const tools = server.tools(configured([east, west], 'west'));
  const hub = hubOf(
    createToolServer({
      name: 'infrastructure',
      tools,
      environments: ['production'],
      audit: collectingAudit(),
      masker: oneWordMasker,
    }),
  );
  const reply = await hub.callTool({
    server: 'infrastructure',
    tool: 'plan_action',
    arguments: { environment: 'production', service: 'payments', tool: 'scale_thing', parameters: { replicas: 6 } },
  });
  expect(reply).toMatchObject({ envelope: { data: { back_end: 'west' }, meta: { source: 'cluster west' } } });
  await hub.close();
});

it('a write goes to the back end of its bytes, though the catalogue names another by now', async () => {
  const executor = executorOf('east', configured([east, west], 'west'));
  expect(await executor.write()).toMatchObject({ kind: 'executed', result: 'east has 6' });
  expect(executor.calls).toMatchObject([{ source: 'east' }]);
});

it('its undo and the look for its trace go there too', async () => {
  const executor = executorOf('east', configured([east, west], 'west'));
  await executor.write();
  expect(await executor.write({ part: 'undo', now: '2026-11-21T04:00:00.000Z' })).toMatchObject({
    result: 'east has 4',
  });
  expect(await executor.trace()).toEqual({
    kind: 'took_effect',
    result: 'cluster east',
  });
});

it.each([
  ['is removed', [west]],
  ['can only be read', [readOnly('east'), west]],
  ['is the only one left under another name', [writable('north')]],
])('where the back end of its bytes %s, nothing is written', async (_, entries) => {
  const executor = executorOf('east', configured(entries, 'west'));
  const refused = /names the back end "east" of infrastructure in production, which cannot be written to; these can: /;
  expect(await executor.write()).toMatchObject({ kind: 'failed', reason: expect.stringMatching(refused) });
  expect(await executor.preview()).toMatchObject({
    kind: 'wrong',
    reason: expect.stringMatching(refused),
  });
  expect(await executor.trace()).toMatchObject({ kind: 'cannot_tell' });
  expect(executor.calls).toEqual([]);
});

it('a document from before actions named it keeps its bytes, and the catalogue decides', async () => {
  const settings = configured([east, west], 'west');
  expect(canonicalJson(executorOf(undefined, settings).document)).not.toContain('backEnd');
  expect(await executorOf(undefined, settings).write()).toMatchObject({ result: 'west has 6' });
  expect(await executorOf(undefined, configured([east, west])).write()).toMatchObject({ kind: 'failed' });
});
