import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { builtProgram } from '#processes/built-program';
import { freePort } from '#processes/free-port';
import { type OwnedProcess, spawnOwned } from '#processes/spawn-owned';
import { waitUntil } from '#processes/wait-until';
import { startBackEnds, writeBackEndFiles } from './back-ends.ts';
import { createLabClient } from './lab-client.ts';
import { services as allServices, serviceNamed } from './services/index.ts';

/** The one environment of the lab. */
const labEnvironment = 'production';

const startMilliseconds = 45_000;

export interface LabOptions {
  /** The folder of configurations, logs and Prometheus' data. */
  readonly home: string;
  /** Paths of the programs. */
  readonly programs: { readonly prometheus: string; readonly alertmanager: string };
  /** The URL that Alertmanager delivers alerts to. */
  readonly hook: { readonly url: string; readonly bearerToken: string };
  /** The services to run; default all. Services that are left out are not called. */
  readonly services?: readonly string[];
  /** Orders a second; default 20. */
  readonly requestsPerSecond?: number;
  readonly report: (line: string) => void;
  readonly signal?: AbortSignal;
}

export interface Lab {
  readonly supervisorUrl: string;
  readonly prometheusUrl: string;
  readonly alertmanagerUrl: string;
  readonly processes: readonly OwnedProcess[];
  readonly break: (fault: string) => Promise<void>;
  readonly heal: () => Promise<void>;
  /** Ends every process of the lab. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts the system, its load, Prometheus and Alertmanager on free ports of 127.0.0.1. Resolves when every instance is
 * healthy and scraped (about 6 s: Prometheus' first scrape comes 5 s after its start).
 * @throws Error that names what did not start; then everything is stopped
 */
export async function startLab(options: LabOptions): Promise<Lab> {
  const { home, report, signal, requestsPerSecond = 20 } = options;
  const services = (options.services ?? allServices.map(({ name }) => name)).map(serviceNamed);
  mkdirSync(home, { recursive: true });
  const [supervisorPort, prometheusPort, alertmanagerPort] = await Promise.all([freePort(), freePort(), freePort()]);
  const urlOf = (port: number) => `http://127.0.0.1:${port}`;
  const supervisorUrl = urlOf(supervisorPort);
  const prometheusUrl = urlOf(prometheusPort);
  const backEnds = {
    ...options,
    ports: { prometheus: prometheusPort, alertmanager: alertmanagerPort },
    environment: labEnvironment,
  };
  const files = writeBackEndFiles(backEnds);
  const processes: OwnedProcess[] = [];
  const stop = async () => {
    await Promise.all(processes.map((process) => process.stop()));
  };

  try {
    report(`lab: starting ${services.map(({ name }) => name).join(', ')}, Prometheus and Alertmanager`);
    const supervisor = ours(processes, home, 'supervisor', 'lab/supervisor/main', {
      port: String(supervisorPort),
      services: services.map(({ name }) => name).join(','),
      environment: labEnvironment,
      logs: join(home, 'logs'),
      targets: files.targets,
      'extra-rule': files.extraRule,
      prometheus: prometheusUrl,
    });
    const started = startBackEnds(backEnds, signal).then((back) => processes.push(...back));
    // Waits for both, so that a failure of one does not leave the other running.
    const parts = await Promise.allSettled([supervisor, started]);
    for (const part of parts) if (part.status === 'rejected') throw part.reason;
    await ours(processes, home, 'load', 'lab/load', {
      supervisor: supervisorUrl,
      rate: String(requestsPerSecond),
      log: join(home, 'logs', 'load.jsonl'),
    });
    const instances = services.reduce((sum, { replicas }) => sum + replicas, 0);
    await waitUntil(
      `Prometheus at ${prometheusUrl} to scrape ${instances} instances`,
      async (signal) => (await scrapedInstances(prometheusUrl, signal)) === instances,
      { timeoutMilliseconds: startMilliseconds, everyMilliseconds: 200, signal },
    );
    report(`lab: healthy, ${instances} instances, ${requestsPerSecond} orders a second`);
  } catch (error) {
    await stop();
    throw error;
  }

  const client = createLabClient(supervisorUrl);
  return {
    supervisorUrl,
    prometheusUrl,
    alertmanagerUrl: urlOf(alertmanagerPort),
    processes,
    break: client.break,
    heal: client.heal,
    stop,
  };
}

/** Starts one of the lab's programs and waits for its line `ready`. */
async function ours(
  processes: OwnedProcess[],
  home: string,
  name: string,
  program: string,
  options: Readonly<Record<string, string>>,
): Promise<void> {
  const logFile = join(home, 'logs', `${name}.out.log`);
  let ready = false;
  let ended: string | undefined;
  const process_ = spawnOwned({
    name: `lab ${name}`,
    command: process.execPath,
    args: [builtProgram(program), ...Object.entries(options).flatMap(([key, value]) => [`--${key}`, value])],
    env: {},
    logFile,
    onLine: (line) => (ready ||= line === 'ready'),
  });
  processes.push(process_);
  void process_.exited.then(({ code, signal }) => (ended = String(code ?? signal)));
  const settled = () => ready || ended !== undefined;
  await waitUntil(`the lab's ${name} (log: ${logFile})`, settled, {
    timeoutMilliseconds: startMilliseconds,
    everyMilliseconds: 20,
  });
  if (!ready) throw new Error(`The lab's ${name} ended with ${ended}; see ${logFile}`);
}

const CountAnswer = z.object({
  data: z.object({ result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })) }),
});

async function scrapedInstances(prometheusUrl: string, signal: AbortSignal): Promise<number> {
  const query = encodeURIComponent('count(up == 1)');
  const response = await fetch(`${prometheusUrl}/api/v1/query?query=${query}`, { signal });
  const { data } = CountAnswer.parse(await response.json());
  return Number(data.result[0]?.value[1] ?? 0);
}
