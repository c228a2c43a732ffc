import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { builtProgram } from '#processes/built-program';
import { freePort } from '#processes/free-port';
import { type OwnedProcess, spawnOwned } from '#processes/spawn-owned';
import type { Behaviour } from '../behaviour.ts';
import type { InstanceStatus, LabRevision } from '../supervisor-api.ts';

const startMilliseconds = 20_000;

export interface InstanceOptions {
  readonly service: string;
  readonly name: string;
  readonly revision: LabRevision;
  readonly supervisorUrl: string;
  readonly logFolder: string;
  readonly restarts: number;
  /** How the previous process ended. */
  readonly lastExit?: LabExit;
}

export type LabExit = NonNullable<InstanceStatus['lastExit']>;

/** One process of one instance. A restart is a new one under the same name. */
export class RunningInstance {
  readonly name: string;
  readonly revision: LabRevision;
  readonly restarts: number;
  readonly port: number;
  readonly url: string;
  readonly uid = randomUUID();
  readonly startedAt = new Date().toISOString();
  readonly process: OwnedProcess;
  /** Resolves when it answers requests. */
  readonly ready: Promise<void>;
  state: InstanceStatus['state'] = 'starting';
  lastExit: LabExit | undefined;

  static async start(options: InstanceOptions): Promise<RunningInstance> {
    return new RunningInstance(options, await freePort());
  }

  private constructor(options: InstanceOptions, port: number) {
    const { service, name, revision, supervisorUrl, logFolder, restarts, lastExit } = options;
    this.name = name;
    this.revision = revision;
    this.lastExit = lastExit;
    this.restarts = restarts;
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    let tellReady = () => {};
    const answered = new Promise<void>((resolve) => (tellReady = resolve));
    const given = {
      service,
      version: revision.version,
      instance: name,
      port: String(port),
      supervisor: supervisorUrl,
      configuration: JSON.stringify(revision.configuration),
      log: join(logFolder, `${service}.jsonl`),
    };
    const args = Object.entries(given).flatMap(([key, value]) => [`--${key}`, value]);
    this.process = spawnOwned({
      name,
      command: process.execPath,
      // A small heap: about a dozen instances run on a laptop.
      args: ['--max-old-space-size=64', '--max-semi-space-size=2', builtProgram('lab/services/main'), ...args],
      env: {},
      logFile: join(logFolder, `${service}.out.log`),
      onLine: (line) => {
        if (line === 'ready') tellReady();
      },
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`${name} was not ready within 20 s`)), startMilliseconds);
    });
    const ended = this.process.exited.then(({ code, signal }) => {
      throw new Error(`${name} ended with ${code ?? signal} before it was ready; see ${service}.out.log`);
    });
    this.ready = Promise.race([answered, ended, late]).finally(() => clearTimeout(timer));
    // The promise may be awaited later or never; a rejection must not be unhandled.
    this.ready.catch(() => {});
    ended.catch(() => {});
  }

  /** @throws Error if the instance does not accept it */
  async setBehaviour(behaviour: Behaviour): Promise<void> {
    const response = await fetch(`${this.url}/lab/behaviour`, {
      method: 'POST',
      body: JSON.stringify(behaviour),
      signal: AbortSignal.timeout(2_000),
    });
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`${this.name} answers ${response.status} to a change of its behaviour`);
  }

  /** @param wanted the desired state of the service */
  status(wanted: LabRevision): InstanceStatus {
    return {
      name: this.name,
      uid: this.uid,
      version: this.revision.version,
      revision: this.revision.number,
      port: this.port,
      ...(this.state === 'lost' || this.state === 'crashed' ? {} : { pid: this.process.pid }),
      state: this.state,
      restarts: this.restarts,
      startedAt: this.startedAt,
      upToDate: isAsGoodAs(this.revision, wanted),
      ...(this.lastExit ? { lastExit: this.lastExit } : {}),
    };
  }
}

/** Whether an instance of one revision can serve as one of the other: a changed number of replicas does not matter. */
export function isAsGoodAs(one: LabRevision, other: LabRevision): boolean {
  return (
    one.version === other.version &&
    one.restartedAt === other.restartedAt &&
    isDeepStrictEqual(one.configuration, other.configuration)
  );
}
