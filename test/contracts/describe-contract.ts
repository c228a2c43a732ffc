import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import type { ToolServer } from '#mcp/kit/tool-server';
import { builtInServer } from '#mcp/servers/index';
import { adapterParts, createBuiltInServer } from '../support/built-in-server.ts';
import { collectingAudit, hubOf, oneWordMasker } from '../support/tool-server-parts.ts';
import { keepAnswered } from './answered-tools.ts';
import { failureOf } from './ends.ts';
import {
  chosenOf,
  type Contract,
  environment,
  NotInThisWorld,
  NotOnThisMachine,
  type OpenedWorld,
  type Subject,
} from './contract.ts';

type Skip = TestContext['skip'];

/**
 * Registers the tests of one adapter before one system: every promise of its port, kept alone and beside another back
 * end, and a call of every tool of its server that it can answer.
 */
export function describeContract<BackEnd, Facts>(
  contract: Contract<BackEnd, Facts>,
  subject: Subject<BackEnd, Facts>,
): void {
  const { adapter, system, how } = subject;

  describe(`The adapter ${adapter.name} of ${contract.server}, on ${system} (${how}),`, () => {
    let opened: OpenedWorld<Facts> | undefined;
    let absent = '';
    beforeAll(async () => {
      try {
        opened = await subject.open();
      } catch (error) {
        if (!(error instanceof NotOnThisMachine)) throw error;
        absent = error.message;
      }
    }, 120_000);
    afterAll(() => opened?.close?.());

    const within = async (skip: Skip, work: (world: OpenedWorld<Facts>) => Promise<void>) => {
      if (!opened) return skip(absent);
      try {
        await work(opened);
      } catch (error) {
        if (error instanceof NotInThisWorld) skip(error.message);
        throw error;
      }
    };

    describe.each(['alone', 'beside another back end'] as const)('%s', (form) => {
      for (const { sentence, capability, withoutCapability, check } of contract.clauses) {
        it(sentence, async ({ skip }) => {
          const has = (wanted: string) => adapter.capabilities.includes(wanted);
          if (capability !== undefined && !has(capability)) skip(`${adapter.name} does not claim ${capability}`);
          if (withoutCapability !== undefined && has(withoutCapability))
            skip(`${adapter.name} has ${withoutCapability}`);
          await within(skip, (world) => {
            const alone = open(subject, world);
            const backEnd = form === 'alone' ? alone : besideNeighbour(contract, world, { adapter, backEnd: alone });
            const { signal } = new AbortController();
            return check({ ...world.facts, backEnd, signal, patienceMilliseconds: 20_000 });
          });
        });
      }
    });

    it('costs its own answers only where its system is away: opening it asks nothing', async ({ skip }) => {
      await within(skip, async (world) => {
        if (world.settingsOfAbsent === undefined) skip(`${system} cannot be away`);
        const backEnd = open(subject, { ...world, settings: world.settingsOfAbsent! });
        const { signal } = new AbortController();
        for (const ask of contract.asks(backEnd, world.facts, signal)) {
          expect(await failureOf(ask())).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', retryable: true });
        }
      });
    });

    describe('through the tools of its server', () => {
      const answered: string[] = [];
      afterAll(() => {
        if (opened) keepAnswered({ server: contract.server, adapter: adapter.name, how, system, tools: answered });
      });

      const offered = builtInServer(contract.server)!
        .everything(adapter.capabilities)
        .reads.map(({ name }) => name);

      it('is asked by every tool that it can answer', () => {
        expect(offered.filter((tool) => contract.calls[tool] === undefined)).toEqual([]);
      });

      for (const tool of Object.keys(contract.calls)) {
        it(`answers ${tool}`, async ({ skip }) => {
          if (!offered.includes(tool)) skip(`${contract.server} does not offer ${tool} with ${adapter.name} alone`);
          await within(skip, async (world) => {
            const { arguments: args, data } = await contract.calls[tool]!(world.facts);
            const hub = hubOf(serverOf(contract.server, subject, world));
            try {
              const reply = await hub.callTool({
                server: contract.server,
                tool,
                arguments: { environment, ...args },
              });
              expect(reply).toMatchObject({ kind: 'result', envelope: { data } });
              answered.push(tool);
            } finally {
              await hub.close();
            }
          });
        });
      }
    });
  });
}

function open<BackEnd>(
  { adapter }: Pick<Subject<BackEnd, unknown>, 'adapter'>,
  { settings, reportedChanges }: Pick<OpenedWorld<unknown>, 'settings' | 'reportedChanges'>,
): BackEnd {
  return adapter.open(adapter.settings.parse(settings), adapterParts(reportedChanges));
}

/** The other one first: what it does not know must not hide what this one does. */
function besideNeighbour<BackEnd, Facts>(
  { neighbour, combine }: Contract<BackEnd, Facts>,
  { reportedChanges }: OpenedWorld<Facts>,
  { adapter, backEnd }: { readonly adapter: { readonly name: string }; readonly backEnd: BackEnd },
): BackEnd {
  const members = [
    { name: 'neighbour', backEnd: neighbour() },
    { name: adapter.name, backEnd },
  ];
  return combine(chosenOf(members), adapterParts(reportedChanges));
}

/** The server with this adapter alone. */
function serverOf<BackEnd>(
  name: string,
  { adapter }: Pick<Subject<BackEnd, unknown>, 'adapter'>,
  { settings, reportedChanges }: Pick<OpenedWorld<unknown>, 'settings' | 'reportedChanges'>,
): ToolServer {
  const environments = { [environment]: adapter.settings.parse(settings) };
  return createBuiltInServer(
    { name, adapter: adapter.name, environments },
    { audit: collectingAudit(), masker: oneWordMasker, log: pino({ enabled: false }), reportedChanges },
  );
}
