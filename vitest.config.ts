import { defineConfig } from 'vitest/config';
import { CountsReporter } from './test/support/counts-reporter.ts';

const isFull = process.env['HOLDFAST_FULL'] === '1';

/** What takes minutes: `npm run check:full` has it, the everyday check its parts. */
const long = [
  'test/acceptance/killed-processes.test.ts',
  'test/browser/alert-to-recovery.test.ts',
  'test/browser/looks.test.ts',
  'test/chaos/writes.test.ts',
  'test/end-to-end/demo.test.ts',
];

/** What measures a live system, or starts a dozen processes: other work on the machine would be measured with it. */
const undisturbed = [
  'test/end-to-end/lab-faults.test.ts',
  'test/mcp/servers/metrics-live.test.ts',
  ...(isFull ? [...long, 'test/workflows/run-killed.test.ts', 'test/end-to-end/worker-killed.test.ts'] : []),
];

export default defineConfig({
  resolve: { conditions: ['holdfast-source', 'node'] },
  ssr: { resolve: { conditions: ['holdfast-source', 'node'], externalConditions: ['node'] } },
  test: {
    reporters: ['default', new CountsReporter()],
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
          exclude: [...undisturbed, ...long],
          globalSetup: ['test/support/global-setup.ts'],
          sequence: { groupOrder: 0 },
          // Live tests start real servers: more files at once than cores only makes them late.
          maxWorkers: 2,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'undisturbed',
          include: undisturbed,
          globalSetup: ['test/support/global-setup.ts'],
          sequence: { groupOrder: 1 },
          maxWorkers: 1,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
