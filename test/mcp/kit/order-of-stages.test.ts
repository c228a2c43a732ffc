import { expect, it } from 'vitest';
import { echoServer, echoTool, hubOf } from '../../support/tool-server-parts.ts';

// Each call breaks the rules of all stages from one on: the message tells which stage saw it first.
const none = { perPrincipalAndTool: { burst: 0, perMinute: 1 }, perIncident: { burst: 0, perMinute: 1 } };
const plenty = { perPrincipalAndTool: { burst: 9, perMinute: 9 }, perIncident: { burst: 9, perMinute: 9 } };
const costly = { cost: async () => [{ unit: 'points', estimated: 2, limit: 1 }] };

const cases = [
  {
    stage: 'environment',
    args: { nonsense: 1 },
    scopes: [],
    rateLimits: none,
    code: 'INVALID_ARGUMENT',
    says: 'needs the argument',
  },
  {
    stage: 'scope',
    args: { environment: 'staging', nonsense: 1 },
    scopes: [],
    rateLimits: none,
    code: 'SCOPE_REQUIRED',
    says: 'scope',
  },
  {
    stage: 'schema',
    args: { environment: 'staging', nonsense: 1 },
    scopes: ['read'],
    rateLimits: none,
    code: 'INVALID_ARGUMENT',
    says: 'unknown key',
  },
  {
    stage: 'rate limits',
    args: { environment: 'staging' },
    scopes: ['read'],
    rateLimits: none,
    code: 'RATE_LIMITED',
    says: 'Too many',
  },
  {
    stage: 'cost',
    args: { environment: 'staging' },
    scopes: ['read'],
    rateLimits: plenty,
    code: 'COST_EXCEEDED',
    says: 'would read',
  },
] as const;

it.each(cases)('judges by $stage before what comes after it', async ({ args, scopes, rateLimits, code, says }) => {
  const server = echoServer(echoTool(costly), { scopes, rateLimits });
  const hub = hubOf(server);
  const reply = await hub.callTool({ server: 'echo', tool: 'echo_text', arguments: args });
  expect(reply).toMatchObject({ kind: 'error', code });
  expect(reply.kind === 'error' && reply.message).toContain(says);
  expect(server.audit.records.map(({ outcome }) => outcome)).toEqual([code]);
  await hub.close();
});

it('masks before it keeps an answer, and sanitises before it cuts', async () => {
  let runs = 0;
  const tool = echoTool({
    cacheTtlMilliseconds: 60_000,
    maximumBytes: 2_000,
    handler: async () => {
      runs++;
      return { data: { text: 'hunter2', list: Array.from({ length: 4_000 }, () => '\u202e') }, source: 'echo' };
    },
  });
  const hub = hubOf(echoServer(tool));
  const call = () => hub.callTool({ server: 'echo', tool: 'echo_text', arguments: { environment: 'staging' } });
  const [first, second] = [await call(), await call()];
  for (const reply of [first, second]) {
    if (reply.kind !== 'result') throw new Error(reply.message);
    expect(reply.envelope.data).toMatchObject({ text: '[masked]' });
    expect(reply.envelope.meta).toMatchObject({ truncated: true, cached: false });
  }
  // A cut answer is not kept.
  expect(runs).toBe(2);
  await hub.close();
});
