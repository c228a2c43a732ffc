import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseConfiguration } from '#configuration/load-configuration';
import type { Configuration } from '#configuration/configuration';
import { type Lab, startLab } from '#lab/start-lab';
import { freePort } from '#processes/free-port';
import { startSystem, type System } from '#workers/start-system';
import { startTemporalServer, type TemporalServer } from '#workers/temporal-server';
import { createDemoSecrets, demoConfiguration } from './configuration.ts';

export interface DemoParts {
  /** Absent where the server of the environment is used. */
  readonly temporal?: TemporalServer;
  readonly lab: Lab;
  readonly system: System;
  readonly gatewayUrl: string;
  readonly configuration: Configuration;
  readonly secrets: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export interface DemoStart {
  readonly home: string;
  /** Where this run keeps configuration, logs and the lab's data. */
  readonly runFolder: string;
  /** `temporal` is absent where the server of the environment is to be used. */
  readonly programs: { readonly temporal?: string; readonly prometheus: string; readonly alertmanager: string };
  readonly environment: NodeJS.ProcessEnv;
  readonly report: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** Starts the lab, a Temporal server in memory, and the whole system for them. Nothing runs on where a part fails. */
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
  const secrets = createDemoSecrets();
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
        hook: { url: `${gatewayUrl}/v1/hooks/alertmanager/lab`, bearerToken: secrets.HOLDFAST_HOOK_TOKEN },
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
    const text = demoConfiguration(lab, gatewayPort);
    await writeFile(configurationFile, text);
    const configuration = parseConfiguration(text, configurationFile);
    const system = await startSystem({
      configuration,
      configurationFile,
      home,
      logFolder: join(runFolder, 'logs'),
      temporal,
      environment: { ...environment, ...secrets },
      gatewayUrl,
      report,
      signal,
    });
    stops.push(() => system.stop());
    return { temporal, lab, system, gatewayUrl, configuration, secrets: { ...secrets }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
