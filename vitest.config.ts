import { defineConfig } from 'vitest/config';
import { CountsReporter } from './test/checks/counts-reporter.ts';
import { testsWithoutServers } from './test/checks/tests-without-servers.ts';

/** What measures a live system: other work on the machine would be measured with it. */
const undisturbed = ['test/mcp/servers/metrics/adapters/prometheus*.test.ts'];

const quick = {
  include: ['test/**/*.test.{ts,tsx}'],
  exclude: ['test/**/*.{long,nightly}.test.ts', ...undisturbed],
  // Live tests start real servers: more files at once than cores only makes them late.
  maxWorkers: 2,
};
const globalSetup = ['test/support/global-setup.ts'];

/**
 * Which files run, by cost: `npm test` runs the quick ones, `npm run check:long` those named `*.long.test.ts`, and
 * `npm run check:nightly` those named `*.nightly.test.ts` and, with shifted clocks, the quick ones that start no server.
 */
const tiers = {
  quick: [
    { ...quick, name: 'quick', globalSetup },
    { name: 'undisturbed', include: undisturbed, maxWorkers: 1, globalSetup },
  ],
  long: [{ name: 'long', include: ['test/**/*.long.test.ts'], maxWorkers: 1, globalSetup }],
  nightly: [{ name: 'nightly', include: ['test/**/*.nightly.test.ts'], maxWorkers: 1, globalSetup }],
  'shifted-clock': [{ ...quick, name: 'shifted-clock', include: [...testsWithoutServers(import.meta.dirname)] }],
};

const tier = process.env['HOLDFAST_TIER'] ?? 'quick';
if (!Object.hasOwn(tiers, tier)) {
  throw new Error(`HOLDFAST_TIER is ${Object.keys(tiers).join(', ')}; not ${JSON.stringify(tier)}.`);
}

export default defineConfig({
  resolve: { conditions: ['holdfast-source', 'node'] },
  ssr: { resolve: { conditions: ['holdfast-source', 'node'], externalConditions: ['node'] } },
  test: {
    reporters: ['default', new CountsReporter()],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: tiers[tier as keyof typeof tiers].map((project, groupOrder) => ({
      extends: true as const,
      test: { ...project, sequence: { groupOrder } },
    })),
  },
});
