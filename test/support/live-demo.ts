import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { Client, Connection } from '@temporalio/client';
import { obtainAlertmanager } from '#programs/alertmanager';
import { cacheFolder } from '#programs/cache';
import { obtainPrometheus } from '#programs/prometheus';
import { startDemo } from '#lab/demo/start-demo';
import type { Brief } from '#core/brief/brief';
import type { IncidentState } from '#core/incidents/incident';
import { createIncidents } from '#temporal/incidents';
import { waitUntil } from '#processes/wait-until';

const quietMilliseconds = 10_000;

/** The demo's lab and system, standing for a whole test file. */
export async function startLiveDemo(temporalProgram: string) {
  const home = mkdtempSync(join(tmpdir(), 'holdfast-live-'));
  const options = { cache: cacheFolder(process.env), environment: process.env, report: () => {} };
  const [prometheus, alertmanager] = await Promise.all([obtainPrometheus(options), obtainAlertmanager(options)]);
  const demo = await startDemo({
    home,
    runFolder: join(home, 'run'),
    programs: { temporal: temporalProgram, prometheus: prometheus.path, alertmanager: alertmanager.path },
    environment: process.env,
    report: () => {},
  });
  const connection = await Connection.connect({ address: demo.temporal?.address });
  const client = new Client({ connection });
  const incidents = createIncidents({ client, processName: 'demo' });
  const known = new Set<string>();

  async function newIncident(): Promise<string | undefined> {
    return (await incidents.list({ limit: 20 })).find(({ incidentId }) => !known.has(incidentId))?.incidentId;
  }

  return {
    ...demo,
    home,
    client,
    incidents,
    /** Waits for the next incident that was not seen yet. */
    async nextIncident(): Promise<string> {
      let found: string | undefined;
      await waitUntil('an incident', async () => (found = await newIncident()) !== undefined, {
        timeoutMilliseconds: 60_000,
        everyMilliseconds: 100,
      });
      known.add(found!);
      return found!;
    },
    async untilState(
      incidentId: string,
      what: string,
      holds: (state: IncidentState) => boolean,
    ): Promise<IncidentState> {
      let state: IncidentState | undefined;
      await waitUntil(
        what,
        async () => {
          state = (await incidents.get(incidentId))?.state;
          return state !== undefined && holds(state);
        },
        { timeoutMilliseconds: 90_000, everyMilliseconds: 100 },
      );
      return state!;
    },
    /** Heals the lab, and waits until all has been closed and quiet for as long as an analysis wants to know as normal. */
    async healAndSettle(): Promise<void> {
      await demo.lab.heal();
      let quietSince = Date.now();
      await waitUntil(
        'quiet',
        async () => {
          const rows = await incidents.list({ limit: 20 });
          for (const { incidentId } of rows) known.add(incidentId);
          if (rows.some(({ phase }) => phase !== 'closed')) quietSince = Date.now();
          return Date.now() - quietSince > quietMilliseconds;
        },
        { timeoutMilliseconds: 120_000, everyMilliseconds: 200 },
      );
    },
    readBrief: (state: IncidentState) => JSON.parse(readFileSync(state.brief!.path, 'utf8')) as Brief,
    async stop() {
      await connection.close();
      await demo.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}
