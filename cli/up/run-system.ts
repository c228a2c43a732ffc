import { once } from 'node:events';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { hookSources } from '#gateway/hooks/sources';
import { loadConfiguration } from '#configuration/load-configuration';
import { resolveSecrets } from '#configuration/resolve-secrets';
import { secretParts } from '#configuration/secret-names';
import { hasWrites } from '#configuration/writes';
import { terminalFile } from '#records/home';
import { httpOrigin, withoutBrackets } from '#core/text/loopback';
import { cacheFolder } from '#programs/cache';
import { obtainTemporal } from '#programs/temporal';
import { startSystem } from '#workers/start-system';
import { configuredTemporalAddress, temporalConnection } from '#temporal/connection';
import { startTemporalServer, type TemporalServer } from '#workers/temporal-server';
import { endSignal } from '#terminal/end-signal';
import { followNotifications } from '#terminal/follow-notifications';
import { writeSystemFile } from '#terminal/system-file';

async function startOwnTemporal(
  home: string,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<TemporalServer> {
  const program = await obtainTemporal({
    cache: cacheFolder(process.env),
    environment: process.env,
    signal,
    report: say,
  });
  say(`temporal ${program.version}, ${program.way}`);
  return startTemporalServer({
    program: program.path,
    databaseFile: join(home, 'temporal.db'),
    logFile: join(home, 'logs', 'temporal.log'),
    signal,
  });
}

/** Otherwise a second start would find the first one's gateway ready and open the same database. */
async function assertPortFree(host: string, port: number): Promise<void> {
  const server = createServer();
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'EADDRINUSE' ? 'is already in use. Is Holdfast running already?' : `cannot be bound (${code}).`;
    throw new Error(`${host} port ${port} ${why} Stop the process that uses it, or change gateway.port.`, {
      cause: error,
    });
  } finally {
    server.close();
  }
}

function fail(what: string, home: string): never {
  throw new Error(`${what}. Its log is in ${join(home, 'logs')}.`);
}

export interface UpOptions {
  readonly config: string;
  readonly home: string;
  readonly ownTemporal?: true;
}

/** Runs the system that a configuration describes, until interrupted. @throws Error where a part of it has ended */
export async function runSystem(options: UpOptions): Promise<void> {
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const signal = endSignal();
  const home = resolve(options.home);
  const configurationFile = resolve(options.config);
  const configuration = await loadConfiguration(configurationFile, { integrationKinds: hookSources });
  const { host, port, publicUrl } = configuration.gateway;
  if (port === 0) throw new Error('gateway.port is 0. Set a port, so that alert sources know where to deliver.');
  if (hasWrites(configuration) && configuration.approvals.port === 0)
    throw new Error('approvals.port is 0. Set a port, so that people can find it.');

  // Each process reads its own. What is missing is reported here all at once, before anything is started; nothing is kept.
  const masksNothing = { addSecret: () => {} };
  for (const part of Object.values(secretParts)) resolveSecrets(part(configuration), process.env, masksNothing);
  await assertPortFree(withoutBrackets(host), port);

  const configured = options.ownTemporal ? undefined : configuredTemporalAddress();
  const temporal = configured === undefined ? await startOwnTemporal(home, signal, say) : undefined;
  try {
    const gatewayUrl = httpOrigin(host, port);
    const { approvals } = configuration;
    const writes = hasWrites(configuration);
    const approvalsAddress = httpOrigin(approvals.host, approvals.port);
    const approvalsUrl = approvals.publicUrl ?? approvalsAddress;
    const { namespace = configuration.temporal.namespace } = temporalConnection({
      HOLDFAST_TEMPORAL_ADDRESS: temporal?.address,
    });
    const removeSystemFile = await writeSystemFile(home, {
      temporalAddress: temporal?.address,
      namespace,
      taskQueue: configuration.temporal.taskQueue,
      gatewayUrl: publicUrl ?? gatewayUrl,
      approvalsUrl: writes ? approvalsUrl : undefined,
      configurationFile,
    });
    // Before the workers start, since they report what of the library cannot run.
    void followNotifications(terminalFile(home), (line) => say(`notified: ${line}`), signal);
    const system = await startSystem({
      configuration,
      configurationFile,
      home,
      logFolder: join(home, 'logs'),
      temporal,
      environment: process.env,
      gatewayUrl,
      approvalsUrl: writes ? approvalsAddress : undefined,
      report: say,
      signal,
    });
    try {
      say(`incidents   ${publicUrl ?? gatewayUrl}/`);
      if (writes) say(`approvals   ${approvalsUrl}/`);
      say(temporal ? `Temporal UI ${temporal.uiUrl}/` : `Temporal    ${configured}`);
      for (const [name, { source }] of Object.entries(configuration.integrations)) {
        say(`hook        ${publicUrl ?? gatewayUrl}/v1/hooks/${source}/${name}`);
      }
      say('Press Ctrl-C to stop.');
      await Promise.race([
        new Promise((ended) => signal.addEventListener('abort', ended, { once: true })),
        ...(temporal ? [temporal.process.exited.then(() => fail('The Temporal server has ended', home))] : []),
        Promise.race(system.processes.map(({ ended }) => ended)).then((how) => {
          if (how === 'gave_up') fail('A process keeps ending', home);
        }),
      ]);
    } finally {
      await removeSystemFile();
      await system.stop();
    }
  } finally {
    await temporal?.process.stop();
  }
}
