import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createReportedChanges } from '#records/reported-changes';
import { environment, type OpenedWorld } from '../../contracts/contract.ts';
import type { DeploymentsFacts } from '../../contracts/deployments.ts';
import { startSupervisor } from '../lab-supervisor.ts';

const versions = { version: 'v3.1.1', previousVersion: 'v3.1.0' } as const;

/** A real supervisor that has released the service `inventory` once. */
export async function openLabDeployments(): Promise<OpenedWorld<DeploymentsFacts>> {
  const lab = await startSupervisor(['inventory']);
  try {
    await lab.client.patch('inventory', { version: versions.version }, await lab.client.service('inventory'));
    await lab.settled('inventory');
    const { at } = (await lab.client.changes(new Date(0))).findLast(({ version }) => version === versions.version)!;
    return {
      settings: { url: lab.url },
      settingsOfAbsent: { url: 'http://127.0.0.1:9' },
      facts: { service: 'inventory', release: { at, ...versions }, instances: 2 },
      close: lab.stop,
    };
  } catch (error) {
    await lab.stop();
    throw error;
  }
}

/** The records' store of what CI reported, with one release in it. */
export async function openReports(): Promise<OpenedWorld<DeploymentsFacts>> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-reported-'));
  const reportedChanges = createReportedChanges(folder, { warn: () => {} });
  const at = new Date(Date.now() - 60_000).toISOString();
  const { version, previousVersion: previous_version } = versions;
  const release = { kind: 'release', service: 'inventory', at, version, previous_version, source: 'reported' } as const;
  await reportedChanges.putChange({ id: 'ci-1', environment, ...release });
  await reportedChanges.putChange({ id: 'ci-2', environment: 'staging', ...release });
  return {
    settings: {},
    reportedChanges,
    facts: { service: 'inventory', release: { at, ...versions }, instances: 2 },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
