import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type OwnedProcess, spawnOwned } from '#processes/spawn-owned';
import { waitUntil } from '#processes/wait-until';
import { alertingRules } from './alerting-rules.ts';
import { writeExtraRule } from './supervisor/extra-rule.ts';

const readyMilliseconds = 20_000;

export interface BackEndFiles {
  /** Prometheus' `file_sd` file, written by the supervisor. */
  readonly targets: string;
  /** Rules that faults switch on and off. */
  readonly extraRule: string;
}

export interface BackEndOptions {
  readonly home: string;
  readonly programs: { readonly prometheus: string; readonly alertmanager: string };
  readonly ports: { readonly prometheus: number; readonly alertmanager: number };
  /** The URL that Alertmanager delivers to. */
  readonly hook: { readonly url: string; readonly bearerToken: string };
  readonly environment: string;
}

const addressOf = (port: number) => `127.0.0.1:${port}`;

/** Writes the configurations of both back ends. The supervisor needs the file names before Prometheus runs. */
export function writeBackEndFiles({ home, ports, hook, environment }: BackEndOptions): BackEndFiles {
  const files = { targets: join(home, 'targets', 'services.json'), extraRule: join(home, 'rules', 'extra.yml') };
  for (const folder of ['targets', 'rules', 'logs']) mkdirSync(join(home, folder), { recursive: true });
  writeFileSync(files.targets, '[]');
  writeExtraRule(files.extraRule, undefined);
  writeFileSync(join(home, 'rules', 'lab.yml'), stringify(alertingRules(environment)));

  const prometheus = {
    global: { scrape_interval: '1s', scrape_timeout: '900ms', evaluation_interval: '1s' },
    rule_files: [join(home, 'rules', '*.yml')],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [addressOf(ports.alertmanager)] }] }] },
    scrape_configs: [
      { job_name: 'lab', file_sd_configs: [{ files: [join(home, 'targets', '*.json')], refresh_interval: '5s' }] },
    ],
  };
  writeFileSync(join(home, 'prometheus.yml'), stringify(prometheus));

  const credentials = join(home, 'alertmanager-bearer-token');
  writeFileSync(credentials, hook.bearerToken, { mode: 0o600 });
  const alertmanager = {
    route: {
      receiver: 'holdfast',
      group_by: ['service'],
      group_wait: '1s',
      group_interval: '2s',
      repeat_interval: '4h',
    },
    receivers: [
      {
        name: 'holdfast',
        webhook_configs: [
          {
            url: hook.url,
            send_resolved: true,
            max_alerts: 500,
            http_config: { authorization: { type: 'Bearer', credentials_file: credentials } },
          },
        ],
      },
    ],
  };
  writeFileSync(join(home, 'alertmanager.yml'), stringify(alertmanager));
  return files;
}

/** Starts both and waits until they answer. @throws Error that names the one that does not answer, and its log */
export async function startBackEnds(options: BackEndOptions, signal?: AbortSignal): Promise<OwnedProcess[]> {
  const { home, programs, ports } = options;
  const start = (name: keyof BackEndOptions['programs'], args: readonly string[]) =>
    spawnOwned({
      name,
      command: programs[name],
      args: [
        ...args,
        `--config.file=${join(home, `${name}.yml`)}`,
        `--web.listen-address=${addressOf(ports[name])}`,
        `--web.external-url=http://${addressOf(ports[name])}`,
        '--log.level=warn',
      ],
      // Prometheus and Alertmanager need no environment variables, and proxy variables would misroute their local
      // calls.
      env: {},
      cwd: home,
      logFile: join(home, 'logs', `${name}.log`),
      foreign: true,
    });
  const started = {
    prometheus: start('prometheus', [
      `--storage.tsdb.path=${join(home, 'prometheus')}`,
      '--storage.tsdb.retention.time=1d',
      '--web.enable-lifecycle',
      // For some seconds after a start or a reload it knows no Alertmanager; alerts from that time are resent this soon
      // instead of after a minute.
      '--rules.alert.resend-delay=2s',
    ]),
    alertmanager: start('alertmanager', [
      `--storage.path=${join(home, 'alertmanager')}`,
      // Without a cluster: it would look for a private address to announce, which not every machine has.
      '--cluster.listen-address=',
    ]),
  };
  const processes = Object.values(started);
  try {
    await Promise.all(
      processes.map((process) => answers(process, ports[process.name as keyof typeof ports], home, signal)),
    );
  } catch (error) {
    await Promise.all(processes.map((process) => process.stop()));
    throw error;
  }
  return processes;
}

async function answers(process: OwnedProcess, port: number, home: string, signal?: AbortSignal): Promise<void> {
  const ready = async (signal: AbortSignal) => (await fetch(`http://${addressOf(port)}/-/ready`, { signal })).ok;
  const waiting = waitUntil(
    `${process.name} on port ${port} (log: ${join(home, 'logs', `${process.name}.log`)})`,
    ready,
    {
      timeoutMilliseconds: readyMilliseconds,
      everyMilliseconds: 50,
      signal,
    },
  );
  const ended = process.exited.then(({ code, signal }) => {
    throw new Error(`${process.name} ended with ${code ?? signal}; see ${join(home, 'logs', `${process.name}.log`)}`);
  });
  ended.catch(() => {});
  waiting.catch(() => {});
  await Promise.race([waiting, ended]);
}
