import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { createActions } from '#temporal/actions';
import type { DecisionAnswer } from '#core/actions/decision';
import type { IncidentState } from '#core/incidents/incident';
import { createIncidents } from '#temporal/incidents';
import { incidentPath } from '#web/paths/gateway';
import { createRuns } from '#temporal/runs';
import { terminalFile } from '#records/home';
import { followNotifications } from '#terminal/follow-notifications';
import type { Lab } from '../start-lab.ts';
import { obtainAlertmanager } from '#programs/alertmanager';
import { cacheFolder } from '#programs/cache';
import type { Obtained, ObtainOptions } from '#programs/obtain';
import { preflight } from '#programs/preflight';
import { obtainPrometheus } from '#programs/prometheus';
import { obtainTemporal } from '#programs/temporal';
import { configuredTemporalAddress, directChannel, temporalConnection } from '#temporal/connection';
import { isInterruption } from '#terminal/end-signal';
import { carryOn, type ToldWrite } from './carry-on.ts';
import { keptLines, pinned, runbookLines } from './commands.ts';
import { createRunFolder } from './run-folder.ts';
import { startDemo } from './start-demo.ts';
import { createTeller, type Teller } from './teller.ts';
import { tellIncidents } from './tell-incidents.ts';
import { tellTampering } from './tell-tampering.ts';
import { tellTimes } from './tell-times.ts';

export interface DemoOptions {
  readonly home: string;
  /** End after the first brief. */
  readonly once: boolean;
  /** Use the Temporal server of the environment instead of starting one. */
  readonly temporalOfEnvironment: boolean;
  readonly signal: AbortSignal;
  /** Reads single keys; absent without a terminal. */
  readonly onKey?: (handle: (key: string) => void) => void;
}

const healthySeconds = 20;
const briefMinutes = 3;
const recoveryMinutes = 5;

async function obtainAll(options: ObtainOptions, teller: Teller, temporalOfEnvironment: boolean) {
  const tell = (name: string) => (obtained: Obtained) => {
    teller.done(`${name} ${obtained.version}, ${obtained.way}`);
    for (const { way, reason } of obtained.skipped) teller.say(teller.dim(`    not ${way}: ${reason.split('\n')[0]}`));
    return obtained.path;
  };
  const [temporal, prometheus, alertmanager] = await Promise.all([
    temporalOfEnvironment ? undefined : obtainTemporal(options).then(tell('temporal')),
    obtainPrometheus(options).then(tell('prometheus')),
    obtainAlertmanager(options).then(tell('alertmanager')),
  ]);
  return { temporal, prometheus, alertmanager };
}

/** The result of the demo. */
export interface DemoEnd {
  /** With the first brief. */
  readonly briefed: IncidentState;
  /** Absent if it ended before. */
  readonly closed?: IncidentState;
  readonly writes: readonly ToldWrite[];
}

/** Runs the demo: the lab, the whole system, and the story of a bad release, to the closed incident. */
export async function runDemo(options: DemoOptions): Promise<DemoEnd> {
  const { once, temporalOfEnvironment, signal, onKey } = options;
  const home = resolve(options.home);
  const teller = createTeller(process.stderr);
  const stops: (() => Promise<void>)[] = [];
  let runFolder: string | undefined;
  let closed: IncidentState | undefined;
  try {
    teller.say(teller.bold('Holdfast: from a real alert to a cited brief'));
    teller.say('');
    const environment = process.env;
    const cache = cacheFolder(environment);
    const { ok, facts, problems } = await preflight({ environment, home, cache });
    for (const fact of facts) teller.done(fact);
    for (const { what, remedy } of problems) teller.say(`✗ ${what} ${remedy}`);
    if (!ok) throw new Error('This machine is not ready. See the problems above.');

    const programs = await obtainAll(
      { cache, environment, signal, report: (line) => teller.say(`  ${line}`) },
      teller,
      temporalOfEnvironment,
    );
    const folder = await createRunFolder(home, new Date(), process.pid);
    const demo = await startDemo({
      home,
      runFolder: folder,
      programs,
      environment,
      report: (line) => teller.say(teller.dim(line)),
      signal,
    });
    runFolder = folder;
    stops.push(() => demo.stop());
    const { lab, gatewayUrl, approvalsUrl, temporal, configuration } = demo;
    teller.done(`incidents   ${gatewayUrl}/`);
    teller.done(`approvals   ${approvalsUrl}/`);
    teller.done(`home        ${home}`);
    teller.done(temporal ? `Temporal UI ${temporal.uiUrl}/` : `Temporal    ${configuredTemporalAddress()}`);
    teller.say('');

    const { connection: how, namespace } = temporalConnection({ HOLDFAST_TEMPORAL_ADDRESS: temporal?.address });
    const connection = await Connection.connect({ ...how, channelArgs: temporal ? directChannel : undefined });
    stops.push(() => connection.close());
    let releasedAt = Infinity;
    let tellFirstBrief: (state: IncidentState) => void = () => {};
    const firstBrief = new Promise<IncidentState>((found) => (tellFirstBrief = found));
    const ended = new AbortController();
    const client = new Client({ connection, namespace });
    const processName = 'demo';
    const incidents = createIncidents({ client, processName, uiUrl: temporal?.uiUrl });
    const telling = tellIncidents({
      incidents,
      teller,
      integration: demo.integration,
      pageUrl: (incidentId) => `${gatewayUrl}${incidentPath(incidentId)}`,
      signal: AbortSignal.any([signal, ended.signal]),
      // On a busy machine the lab may be slow enough to alert by itself; the story's alert comes after the release.
      onBrief: (state) => {
        const isOfRelease = state.alerts.some(({ startsAt }) => Date.parse(startsAt) >= releasedAt);
        if (isOfRelease) tellFirstBrief(state);
      },
    });
    const printing = followNotifications(
      terminalFile(home),
      (line) => teller.tell(`${teller.bold('notified')} ${line}`),
      AbortSignal.any([signal, ended.signal]),
    );
    stops.push(async () => {
      ended.abort();
      await Promise.all([telling, printing]);
    });
    let decide: ((answer: DecisionAnswer) => Promise<void>) | undefined;
    const decideHere = (answer: DecisionAnswer) => {
      const present = decide;
      decide = undefined;
      if (!present) return teller.tell('No action awaits a decision.');
      present(answer).catch((error: unknown) => teller.tell(`The decision failed: ${String(error)}`));
    };
    onKey?.((key) => {
      if (key === 'k') {
        teller.tell(teller.bold('k: SIGKILL to investigator and executor'));
        demo.system.investigator.current().kill('SIGKILL');
        demo.system.executor?.current().kill('SIGKILL');
      }
      if (key === 't') void tellTampering(home, teller);
      if (key === 'a') decideHere('approve');
      if (key === 'r') decideHere('reject');
    });

    const ending = Promise.race([demo.broken, untilAborted(signal)]);
    // The next wait rejects with it.
    ending.catch(() => {});
    await Promise.race([tellStory(lab, teller, signal, () => (releasedAt = Date.now())), ending]);
    const briefed = await Promise.race([firstBrief, ending, tooLate('brief', briefMinutes)]);
    for (const line of runbookLines(briefed, home)) teller.say(line);
    teller.say('');
    const story = carryOn({
      state: briefed,
      gatewayUrl,
      approvalsUrl,
      incidents,
      teller,
      people: demo.people,
      runs: createRuns({ client, processName, taskQueue: configuration.temporal.taskQueue, incidents }),
      actions: createActions({ client, processName }),
      onWaiting:
        onKey &&
        ((_, decideNow) => {
          decide = decideNow;
          teller.tell(
            `Press ${teller.bold('a')} to approve it here, ${teller.bold('r')} to reject it, or decide on its page.`,
          );
        }),
      signal: AbortSignal.any([signal, ended.signal]),
    });
    // The next wait rejects with it.
    story.catch(() => {});
    if (once) {
      const end = await Promise.race([story, ending, tooLate('recovery', recoveryMinutes)]);
      closed = end.closed;
      tellTimes(closed, teller);
      return { briefed, ...end };
    }
    teller.say(`Look around: ${gatewayUrl}/`);
    teller.say(
      `${onKey ? 'k kills the workers, t changes a byte in a copy of the audit log, ' : ''}Ctrl-C stops everything.`,
    );
    teller.say('');
    let end: Awaited<typeof story> | undefined;
    void story.then(
      (came) => {
        end = came;
        closed = came.closed;
        tellTimes(came.closed, teller);
        teller.say(`Prove it:             ${pinned(['history', 'verify', came.closed.incidentId], home)}`);
        teller.say(
          `Break something else: ${pinned(['lab', 'heal'], home)}, then ${pinned(['lab', 'break', 'slow-dependency'], home)}`,
        );
      },
      (error: unknown) => {
        if (!signal.aborted) teller.tell(`The demo was interrupted: ${String(error)}`);
      },
    );
    await ending.catch((error: unknown) => {
      if (!isInterruption(error)) throw error;
    });
    return { briefed, closed: end?.closed, writes: end?.writes ?? [] };
  } finally {
    teller.say('Stopping every process …');
    for (const stop of stops.reverse()) {
      await stop().catch((error: unknown) => teller.say(`could not stop: ${String(error)}`));
    }
    if (runFolder !== undefined) for (const line of keptLines({ home, runFolder }, closed)) teller.say(line);
  }
}

async function tellStory(lab: Lab, teller: Teller, signal: AbortSignal, onRelease: () => void): Promise<void> {
  teller.tell(`The shop runs healthy for ${healthySeconds} s.`);
  await pause(healthySeconds * 1000, undefined, { signal });
  teller.tell(
    `${teller.bold('payments v1.8.3 goes out')}; at the same time mailer gets a harmless configuration change.`,
  );
  onRelease();
  await Promise.all([lab.break('bad-release'), lab.break('harmless-configuration')]);
  teller.tell('Waiting for Prometheus to see it and for Alertmanager to deliver …');
}

/** The alert takes seconds; after minutes something unnoticed is wrong. */
async function tooLate(what: string, minutes: number): Promise<never> {
  await pause(minutes * 60_000, undefined, { ref: false });
  throw new Error(`No ${what} within ${minutes} minutes; the logs are in the run folder.`);
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
