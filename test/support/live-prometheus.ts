import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '#processes/free-port';
import { spawnOwned } from '#processes/spawn-owned';
import { waitUntil } from '#processes/wait-until';
import { cacheFolder } from '#programs/cache';
import { obtainPrometheus } from '#programs/prometheus';
import { hasSamples, startScrapedShop } from './scraped-shop.ts';

export interface LivePrometheus {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * A real Prometheus that scrapes the shop and evaluates its rules. Resolves when a few seconds of samples are there.
 * @throws Error with all the ways that were tried where Prometheus cannot be obtained
 */
export async function startLivePrometheus(): Promise<LivePrometheus> {
  const program = await obtainPrometheus({
    cache: cacheFolder(process.env),
    report: () => {},
    environment: process.env,
  });
  const shop = await startScrapedShop();
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-prometheus-'));
  await writeFile(join(folder, 'rules.yml'), shop.rules);
  const global = 'global: { evaluation_interval: 500ms }\nrule_files: [rules.yml]';
  await writeFile(join(folder, 'prometheus.yml'), `${global}\n${shop.scrapeConfigs}`);
  const port = await freePort();
  const server = spawnOwned({
    name: 'prometheus',
    command: program.path,
    args: [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    env: { PATH: process.env['PATH'] },
    logFile: join(folder, 'prometheus.log'),
    foreign: true,
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    await server.stop();
    await shop.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await waitUntil('eight seconds of samples', () => hasSamples(url), {
      timeoutMilliseconds: 30_000,
      everyMilliseconds: 200,
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}
