import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '#processes/free-port';
import { spawnOwned } from '#processes/spawn-owned';
import { waitUntil } from '#processes/wait-until';
import { debianPackage } from './debian-package.ts';
import type { LivePrometheus } from './live-prometheus.ts';
import { hasSamples, startScrapedShop } from './scraped-shop.ts';

/**
 * A real VictoriaMetrics that scrapes the shop, and a vmalert behind it that evaluates its rules. Resolves when a few
 * seconds of samples are there.
 * @throws NotThisWay where Debian's package of it cannot be had
 */
export async function startLiveVictoriaMetrics(): Promise<LivePrometheus> {
  const programs = join(await debianPackage('victoria-metrics'), 'usr', 'bin');
  const shop = await startScrapedShop();
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-victoria-metrics-'));
  await writeFile(join(folder, 'rules.yml'), shop.rules);
  await writeFile(join(folder, 'scrape.yml'), shop.scrapeConfigs);
  const [url, vmalert] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
  const start = (name: string, args: readonly string[]) =>
    spawnOwned({
      name,
      command: join(programs, name),
      args,
      env: {},
      logFile: join(folder, `${name}.log`),
      foreign: true,
    });
  const servers = [
    start('victoria-metrics', [
      `-promscrape.config=${join(folder, 'scrape.yml')}`,
      `-storageDataPath=${join(folder, 'data')}`,
      `-httpListenAddr=${url}`,
      `-vmalert.proxyURL=http://${vmalert}`,
      // As it comes it hides the last 30 s.
      '-search.latencyOffset=0s',
    ]),
    start('vmalert', [
      `-rule=${join(folder, 'rules.yml')}`,
      `-datasource.url=http://${url}`,
      `-httpListenAddr=${vmalert}`,
      // It wants one for rules that alert; nobody listens there.
      '-notifier.url=http://127.0.0.1:9',
      '-evaluationInterval=500ms',
    ]),
  ];
  const stop = async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await shop.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const isReady = () => hasSamples(`http://${url}`).catch(() => false);
    await waitUntil('eight seconds of samples', isReady, { timeoutMilliseconds: 30_000, everyMilliseconds: 200 });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `http://${url}`, stop };
}
