import { join } from 'node:path';
import { freePort } from '#processes/free-port';
import { startTemporalServer, type TemporalServer } from '#workers/temporal-server';

/** A Temporal server that can be killed and comes back with what it knew. */
export async function mortalTemporal(program: string, folder: string) {
  const port = await freePort();
  const start = (): Promise<TemporalServer> =>
    startTemporalServer({
      program,
      port,
      databaseFile: join(folder, 'temporal.db'),
      logFile: join(folder, 'temporal.log'),
    });
  let server = await start();
  return {
    address: server.address,
    async killAndStart(): Promise<void> {
      server.process.kill('SIGKILL');
      await server.process.exited;
      server = await start();
    },
    stop: () => server.process.stop(),
  };
}
export type MortalTemporal = Awaited<ReturnType<typeof mortalTemporal>>;
