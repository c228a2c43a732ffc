import { pino } from 'pino';
import { z } from 'zod';
import { envelopeOf } from '#mcp/kit/envelope';
import { Client, InMemoryTransport } from '#mcp/client/sdk';
import { createToolHub } from '#mcp/client/hub';
import { defineTool, type HandlerAnswer } from '#mcp/kit/define-tool';
import { presentable } from '#mcp/kit/presentable';
import { createSession } from '#mcp/kit/session';
import { createToolServer } from '#mcp/kit/tool-server';
import { createMasker } from '#records/masking/create-masker';
import { quantile } from './figures.ts';

// npm run bench:kit: what the kit adds to one call of a tool in this process, called as a function and over an MCP session as an
// outside host calls it, beside the bare handler. Ratios of one run on one machine; the milliseconds are of this machine only.

const Data = z.strictObject({
  series: z.array(
    z.strictObject({
      service: z.string(),
      labels: z.record(z.string(), z.string()),
      points: z.array(z.tuple([z.number(), z.number()])),
    }),
  ),
});
type Data = z.infer<typeof Data>;

const print = (line: string) => void process.stdout.write(`${line}\n`);
const masker = createMasker({ patterns: [] });
const audit = { recordToolCall: async () => {} };
const plenty = { burst: 1e9, perMinute: 1e9 };

function seriesOf(count: number, points: number): Data {
  const series = Array.from({ length: count }, (_, index) => ({
    service: `service-${index}`,
    labels: { pool: 'database', instance: `10.0.0.${index}:9100` },
    points: Array.from({ length: points }, (_, at): [number, number] => [1_767_322_800 + at * 15, at / 7]),
  }));
  return { series };
}

/** One call each, on the same handler. */
async function waysTo(data: Data) {
  const handler = async (): Promise<HandlerAnswer<Data>> => ({ data, source: 'bench' });
  const tool = defineTool({
    name: 'read_series',
    title: 'Series',
    description: 'Gives series.',
    risk: 'read',
    scopes: ['read'],
    input: z.strictObject({ environment: z.string() }),
    output: Data,
    narrowing: 'a shorter window',
    maximumBytes: 3 * 1024 * 1024,
    handler,
  });
  const server = createToolServer({
    name: 'bench',
    tools: [tool],
    environments: ['production'],
    masker,
    audit,
    rateLimits: { perPrincipalAndTool: plenty, perIncident: plenty },
    log: pino({ enabled: false }),
  });
  const hub = createToolHub({ servers: { bench: { kind: 'in_process', server } }, audit, masker });
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await createSession(server).connect(theirs);
  const client = new Client({ name: 'bench', version: '1' });
  await client.connect(ours);
  await client.listTools();
  const Envelope = envelopeOf(z.unknown());
  const args = { environment: 'production' };
  return {
    bare: () => handler(),
    function: async () => {
      const reply = await hub.callTool({ server: 'bench', tool: 'read_series', arguments: args });
      if (reply.kind === 'error') throw new Error(reply.message);
      return reply;
    },
    session: async () => {
      const { structuredContent } = await client.callTool({ name: 'read_series', arguments: args });
      // As the investigator does with whatever comes over a connection.
      return presentable(Envelope.parse(structuredContent), masker);
    },
    end: () => Promise.all([hub.close(), client.close()]),
  };
}

/** Milliseconds of processor time, so that other work on the machine is not measured with it. */
async function processorTime(work: () => Promise<unknown>, times: number): Promise<number> {
  const before = process.cpuUsage();
  for (let time = 0; time < times; time++) await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / times;
}

async function bench(what: string, data: Data, { rounds, callsARound }: { rounds: number; callsARound: number }) {
  const { end, ...ways } = await waysTo(data);
  const times = { bare: [] as number[], function: [] as number[], session: [] as number[] };
  const names = Object.keys(times) as (keyof typeof times)[];
  for (let round = -Math.ceil(rounds / 5); round < rounds; round++) {
    // In turn: a slower moment of the machine meets all of them.
    for (const name of names) {
      const spent = await processorTime(ways[name], callsARound);
      if (round >= 0) times[name].push(spent);
    }
  }
  await end();
  const bare = quantile(times.bare, 0.5);
  const added = (name: 'function' | 'session') => quantile(times[name], 0.5) - bare;
  const [byFunction, bySession] = [added('function'), added('session')];
  print(
    `${what}: a session adds ${(bySession / byFunction).toFixed(1)} times what a function call adds ` +
      `(${bySession.toFixed(3)} and ${byFunction.toFixed(3)} ms of processor time, medians of ${rounds * callsARound} calls)`,
  );
}

const small = seriesOf(1, 20);
const large = seriesOf(40, 900);
print(`answers of ${JSON.stringify(small).length} and ${JSON.stringify(large).length} bytes`);
await bench('small answer', small, { rounds: 40, callsARound: 50 });
await bench('1 MiB answer', large, { rounds: 40, callsARound: 1 });
process.exit(0);
