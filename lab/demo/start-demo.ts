import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { startDevelopmentIssuer } from '../identity-provider/start-development-issuer.ts';
import { CALLBACK_PATH } from '#web/paths/approvals';
import { hookSources } from '#gateway/hooks/sources';
import { parseConfiguration } from '#configuration/load-configuration';
import type { Configuration } from '#configuration/configuration';
import { type Lab, startLab } from '../start-lab.ts';
import { freePort } from '#processes/free-port';
import { startSystem, type System } from '#workers/start-system';
import { startTemporalServer, type TemporalServer } from '#workers/temporal-server';
import { temporalConnection } from '#temporal/connection';
import { writeSystemFile } from '#terminal/system-file';
import { createDemoSecrets, demoConfiguration, labOwners } from './configuration.ts';
import { demoPeople, type OnCallPerson } from './people.ts';

export interface DemoParts {
  /** Absent if the server of the environment is used. */
  readonly temporal?: TemporalServer;
  readonly lab: Lab;
  readonly system: System;
  readonly gatewayUrl: string;
  readonly approvalsUrl: string;
  readonly people: readonly OnCallPerson[];
  /** The name of the lab's alert source. */
  readonly integration: string;
  /** Rejects with its name if a part that the demo needs ends unexpectedly. */
  readonly broken: Promise<never>;
  readonly configuration: Configuration;
  stop(): Promise<void>;
}

export interface DemoStart {
  readonly home: string;
  /** The folder of this run, for configuration, logs and the lab's data. */
  readonly runFolder: string;
  /** `temporal` is absent if the server of the environment is used. */
  readonly programs: { readonly temporal?: string; readonly prometheus: string; readonly alertmanager: string };
  readonly environment: NodeJS.ProcessEnv;
  readonly report: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** Starts the lab, an in-memory Temporal server, and the whole system. If a part fails, everything is stopped. */
export async function startDemo({
  home,
  runFolder,
  programs,
  environment,
  report,
  signal,
}: DemoStart): Promise<DemoParts> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  await mkdir(runFolder, { recursive: true });
  const gatewayPort = await freePort();
  const gatewayUrl = `http://127.0.0.1:${gatewayPort}`;
  const approvalsPort = await freePort();
  const approvalsUrl = `http://127.0.0.1:${approvalsPort}`;
  const secrets = createDemoSecrets();
  // A private server has no other incidents; on a shared one names must not collide.
  const integration = programs.temporal === undefined ? `lab-${randomBytes(4).toString('hex')}` : 'lab';
  try {
    const started = await Promise.allSettled([
      programs.temporal === undefined
        ? undefined
        : startTemporalServer({
            program: programs.temporal,
            logFile: join(runFolder, 'logs', 'temporal.log'),
            signal,
          }).then((server) => {
            stops.push(() => server.process.stop());
            return server;
          }),
      startLab({
        home: join(runFolder, 'lab'),
        programs,
        hook: { url: `${gatewayUrl}/v1/hooks/alertmanager/${integration}`, bearerToken: secrets.HOLDFAST_HOOK_TOKEN },
        report,
        signal,
      }).then((lab) => {
        stops.push(() => lab.stop());
        return lab;
      }),
    ]);
    const [temporalStart, labStart] = started;
    if (temporalStart.status === 'rejected') throw temporalStart.reason;
    if (labStart.status === 'rejected') throw labStart.reason;
    const [temporal, lab] = [temporalStart.value, labStart.value];
    const configurationFile = join(runFolder, 'holdfast.yaml');
    const people = demoPeople(labOwners());
    const issuer = await startDevelopmentIssuer({
      port: 0,
      people,
      clients: [
        { clientId: 'holdfast', redirectUris: [`${approvalsUrl}${CALLBACK_PATH}`, 'http://127.0.0.1/signed-in'] },
      ],
      log: pino({ level: 'silent' }),
    });
    stops.push(() => issuer.close());
    const text = demoConfiguration(lab, {
      gatewayPort,
      approvalsPort,
      integration,
      issuerUrl: issuer.issuer,
      headsFolder: join(runFolder, 'audit-heads'),
    });
    await writeFile(configurationFile, text);
    const configuration = parseConfiguration(text, configurationFile, { integrationKinds: hookSources });
    const system = await startSystem({
      configuration,
      configurationFile,
      home,
      logFolder: join(runFolder, 'logs'),
      temporal,
      environment: { ...environment, ...secrets },
      gatewayUrl,
      approvalsUrl,
      report,
      signal,
    });
    stops.push(() => system.stop());
    const { namespace = configuration.temporal.namespace } = temporalConnection({
      HOLDFAST_TEMPORAL_ADDRESS: temporal?.address,
    });
    stops.push(
      await writeSystemFile(home, {
        temporalAddress: temporal?.address,
        namespace,
        taskQueue: configuration.temporal.taskQueue,
        gatewayUrl,
        approvalsUrl,
        configurationFile,
        supervisorUrl: lab.supervisorUrl,
      }),
    );
    const broken = Promise.race([
      ...system.processes.map(async ({ current, ended }) => {
        await ended;
        return current().name;
      }),
      ...[...lab.processes, ...(temporal ? [temporal.process] : [])].map(async ({ name, exited }) => {
        await exited;
        return name;
      }),
    ]).then((name) => {
      throw new Error(`${name} has ended; the logs are in ${runFolder}`);
    });
    // Only matters to code that awaits it.
    broken.catch(() => {});
    return { temporal, lab, system, gatewayUrl, approvalsUrl, people, integration, broken, configuration, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
