import { randomBytes } from 'node:crypto';
import { stringify } from 'yaml';
import type { Lab } from '../start-lab.ts';
import { labCatalogue } from '../catalogue.ts';
import { groupOf } from './people.ts';

/** Random secrets of one demo, in the environment of the processes that need them, never in the file. */
export interface DemoSecrets {
  readonly HOLDFAST_HOOK_TOKEN: string;
  readonly HOLDFAST_CHANGES_TOKEN: string;
}

export function createDemoSecrets(): DemoSecrets {
  const token = () => randomBytes(24).toString('base64url');
  return { HOLDFAST_HOOK_TOKEN: token(), HOLDFAST_CHANGES_TOKEN: token() };
}

/** The owners of the lab's services, sorted. */
export function labOwners(): readonly string[] {
  const { services = {} } = labCatalogue();
  return [...new Set(Object.values(services).flatMap(({ owner }) => owner ?? []))].sort();
}

export interface DemoAddresses {
  readonly gatewayPort: number;
  readonly approvalsPort: number;
  /** The URL of the development identity provider. */
  readonly issuerUrl: string;
  readonly integration: string;
  /** The folder for the heads of the audit logs. */
  readonly headsFolder: string;
}

/** The lab's `holdfast.yaml`, as a user would write it for another system. */
export function demoConfiguration(lab: Lab, addresses: DemoAddresses): string {
  const { gatewayPort, approvalsPort, integration } = addresses;
  const environment = 'production';
  const owners = labOwners();
  const catalogue = {
    ...labCatalogue(),
    owners: Object.fromEntries(owners.map((owner) => [owner, { groups: [groupOf(owner)] }])),
  };
  const writable = { environments: { [environment]: { adapter: 'lab', url: lab.supervisorUrl, writes: {} } } };
  return stringify(
    {
      apiVersion: 'holdfast/v2',
      kind: 'Configuration',
      // A separate queue: on a shared server the demo must not take other people's incidents.
      temporal: { taskQueue: `investigate-${integration}` },
      execution: { taskQueue: `execute-${integration}`, escalateTo: 'terminal' },
      approvals: {
        port: approvalsPort,
        publicUrl: `http://127.0.0.1:${approvalsPort}`,
        issuers: { lab: { issuer: addresses.issuerUrl, clientId: 'holdfast', development: true } },
        environments: { [environment]: { kind: 'production', issuer: 'lab' } },
      },
      audit: { heads: addresses.headsFolder },
      gateway: {
        port: gatewayPort,
        publicUrl: `http://127.0.0.1:${gatewayPort}`,
        changes: { bearer: { env: 'HOLDFAST_CHANGES_TOKEN' } },
      },
      integrations: {
        [integration]: {
          source: 'alertmanager',
          authentication: { bearer: { env: 'HOLDFAST_HOOK_TOKEN' } },
          environment,
        },
      },
      toolServers: {
        metrics: {
          environments: { [environment]: { adapter: 'prometheus', url: lab.prometheusUrl, scrapeInterval: '1s' } },
        },
        alerts: { environments: { [environment]: { adapter: 'alertmanager', url: lab.alertmanagerUrl } } },
        deployments: writable,
        infrastructure: writable,
      },
      catalogue,
      notifications: {
        destinations: { terminal: { kind: 'terminal' } },
        owners: Object.fromEntries(owners.map((owner) => [owner, ['terminal']])),
      },
      // The lab breaks and heals within seconds; a real system takes minutes.
      limits: { settle: '1s', quiet: '5s', lookback: '2m' },
    },
    { lineWidth: 120, aliasDuplicateObjects: false },
  );
}
