import { join } from 'node:path';
import type { Configuration } from '#configuration/configuration';
import { secretNames } from '#configuration/secret-names';
import { hasWrites } from '#configuration/writes';
import { builtProgram } from '#processes/built-program';
import { type KeptProcess, keepRunning } from '#processes/keep-running';
import { spawnOwned } from '#processes/spawn-owned';
import { waitUntil } from '#processes/wait-until';

export interface SystemOptions {
  readonly configuration: Configuration;
  readonly configurationFile: string;
  readonly home: string;
  readonly logFolder: string;
  /** A server that this process started; without it TEMPORAL_* and the profile of the environment apply. */
  readonly temporal?: { readonly address: string; readonly uiUrl: string };
  /** The source of secrets and machine settings. Each process gets only its own. */
  readonly environment: NodeJS.ProcessEnv;
  readonly gatewayUrl: string;
  /** The URL of the approvals service, which runs only if something can be written. */
  readonly approvalsUrl?: string;
  readonly report: (line: string) => void;
  readonly signal?: AbortSignal;
}

export interface System {
  readonly gateway: KeptProcess;
  readonly investigator: KeptProcess;
  /** Both only if something can be written. */
  readonly executor?: KeptProcess;
  readonly approvals?: KeptProcess;
  /** All processes. */
  readonly processes: readonly KeptProcess[];
  stop(): Promise<void>;
}

const machineSettings = [
  'PATH',
  'HOME',
  'LANG',
  'TZ',
  'TMPDIR',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'XDG_CONFIG_HOME',
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'NO_PROXY',
  'https_proxy',
  'http_proxy',
  'no_proxy',
];

function pick(environment: NodeJS.ProcessEnv, names: readonly string[]): Record<string, string | undefined> {
  return Object.fromEntries(names.map((name) => [name, environment[name]]));
}

/**
 * Starts each process with its own secrets, and waits until the gateway and the approvals service are ready. Executor
 * and approvals service only if something can be written.
 */
export async function startSystem(options: SystemOptions): Promise<System> {
  const { environment, temporal, report } = options;
  const names = secretNames(options.configuration);
  const common = {
    ...pick(environment, machineSettings),
    HOLDFAST_CONFIGURATION: options.configurationFile,
    HOLDFAST_HOME: options.home,
    HOLDFAST_LOG_LEVEL: environment['HOLDFAST_LOG_LEVEL'],
    HOLDFAST_CACHED_WORKFLOWS: environment['HOLDFAST_CACHED_WORKFLOWS'],
    HOLDFAST_TEMPORAL_UI: temporal?.uiUrl ?? environment['HOLDFAST_TEMPORAL_UI'],
    ...(temporal
      ? { HOLDFAST_TEMPORAL_ADDRESS: temporal.address }
      : pick(
          environment,
          Object.keys(environment).filter((name) => name.startsWith('TEMPORAL_')),
        )),
  };
  const keep = (name: keyof typeof names) =>
    keepRunning(
      () =>
        spawnOwned({
          name,
          command: process.execPath,
          args: [builtProgram(`workers/${name}`)],
          env: { ...common, ...pick(environment, names[name]) },
          logFile: join(options.logFolder, `${name}.log`),
        }),
      report,
    );
  const gateway = keep('gateway');
  const investigator = keep('investigator');
  const writing = hasWrites(options.configuration)
    ? { executor: keep('executor'), approvals: keep('approvals') }
    : undefined;
  const processes = [gateway, investigator, ...Object.values(writing ?? {})];
  const stop = async () => void (await Promise.all(processes.map((each) => each.stop())));
  try {
    const gaveUp = Promise.race(processes.map(({ ended }) => ended)).then(() => {
      throw new Error(`It did not start. Its log is in ${options.logFolder}`);
    });
    // Its rejection matters only during this wait.
    gaveUp.catch(() => {});
    const ready = (what: string, url: string) =>
      waitUntil(what, async () => (await fetch(url)).ok, {
        timeoutMilliseconds: 30_000,
        everyMilliseconds: 100,
        signal: options.signal,
      });
    const all = [ready('the gateway', `${options.gatewayUrl}/readyz`)];
    if (writing && options.approvalsUrl) all.push(ready('the approvals service', `${options.approvalsUrl}/healthz`));
    await Promise.race([Promise.all(all), gaveUp]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { gateway, investigator, ...writing, processes, stop };
}
