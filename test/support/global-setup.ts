import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { obtainAlertmanager } from '#programs/alertmanager';
import { cacheFolder } from '#programs/cache';
import { obtainPrometheus } from '#programs/prometheus';
import { obtainTemporal } from '#programs/temporal';
import { startTemporalServer } from '#workers/temporal-server';

declare module 'vitest' {
  interface ProvidedContext {
    temporalAddress: string;
    temporalProgram: string;
  }
}

/** Builds what child processes run, and starts the one Temporal server that all test files share. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const root = join(import.meta.dirname, '..', '..');
  if (!existsSync(join(root, 'dist', 'workflow-bundle.js')) || !process.env['HOLDFAST_BUILT']) {
    execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
  }
  const options = {
    cache: cacheFolder(process.env),
    report: (line: string) => void process.stderr.write(`${line}\n`),
    environment: process.env,
  };
  // All of them here, where no test's time runs: on a new machine one may have to be built.
  const [{ path }] = await Promise.all([
    obtainTemporal(options),
    obtainPrometheus(options),
    obtainAlertmanager(options),
  ]);
  const server = await startTemporalServer({ program: path });
  project.provide('temporalAddress', server.address);
  project.provide('temporalProgram', path);
  return () => server.process.stop();
}
