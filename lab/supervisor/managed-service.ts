import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Behaviour } from '../behaviour.ts';
import type { Service } from '../services/service.ts';
import type { EventList, PatchResult, Revision, ServicePatch, ServiceStatus, SystemEvent } from './api.ts';
import { createEventLog } from './event-log.ts';
import { Instance, isSameProgram, type LastExit } from './instance.ts';
import { planPatch, type Wanted } from './plan-patch.ts';
import { Refused } from './refused.ts';

const restartMilliseconds = 500;
// Callers ask for endpoints every 500 ms. Prometheus takes up to 5 s to drop a target, and an instance that is gone
// before that would look like one that failed.
const drainMilliseconds = 7_000;

export interface ManagedServiceOptions {
  readonly service: Service;
  readonly supervisorUrl: () => string;
  readonly logFolder: string;
  readonly log: Logger;
  /** Endpoints or targets changed. */
  readonly changed: () => void;
}

/** One service: what is wanted of it, its instances, and the loop that brings the second to the first. */
export class ManagedService {
  readonly name: string;
  readonly #options: ManagedServiceOptions;
  readonly #uid = randomUUID();
  readonly #revisions: Revision[] = [];
  readonly #outcomes = new Map<number, Pick<Revision, 'completedAt' | 'failure'>>();
  readonly #events = createEventLog();
  readonly #instances = new Set<Instance>();
  #resourceVersion = 0;
  #rollout: ServiceStatus['rollout'];
  #behaviour: Behaviour = {};
  #numbered = 0;
  #reconciling: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: ManagedServiceOptions) {
    const { name, versions, replicas, configuration } = options.service;
    this.name = name;
    this.#options = options;
    this.#rollout = { state: 'progressing', revision: 1 };
    const wanted = { version: versions[0], replicas, configuration };
    const at = new Date().toISOString();
    this.#revisions.push({ number: 1, kind: 'release', ...wanted, at, by: 'lab', migration: false });
  }

  /** Oldest first; never empty. */
  get revisions(): readonly Revision[] {
    return this.#revisions.map((revision) => ({ ...revision, ...this.#outcomes.get(revision.number) }));
  }

  get instances(): readonly Instance[] {
    return [...this.#instances];
  }

  get logFile(): string {
    return join(this.#options.logFolder, `${this.name}.jsonl`);
  }

  /** @throws Refused 404 that names the instances that there are */
  instance(name: string): Instance {
    const instance = this.instances.find((candidate) => candidate.name === name);
    if (instance) return instance;
    const known = this.instances.map((one) => one.name);
    const message = `${this.name} has no instance "${name}"; it has: ${known.join(', ') || 'none'}.`;
    throw new Refused(404, 'NO_INSTANCE', message, known);
  }

  events(since: Date): EventList {
    return this.#events.since(since);
  }

  get #wanted(): Revision {
    return this.#revisions.at(-1)!; // never empty
  }

  /** Those that get calls: the healthy ones, and those of which nobody knows yet that they are lost. */
  get endpoints(): Instance[] {
    return [...this.#instances].filter(({ state }) => state === 'healthy' || state === 'lost');
  }

  status(): ServiceStatus {
    const { version, replicas, configuration } = this.#wanted;
    return {
      name: this.name,
      uid: this.#uid,
      generation: this.#revisions.length,
      resourceVersion: String(this.#resourceVersion),
      version,
      replicas,
      configuration,
      versions: [...this.#options.service.versions],
      rollout: this.#rollout,
      instances: this.instances.map((instance) => instance.status(this.#wanted)),
    };
  }

  /**
   * Changes what is wanted; the instances follow by and by. Checking and changing is one step that nothing can come
   * between: a conditional write.
   * @param resourceVersion the one that the caller saw
   * @throws Refused 412 where the service changed since, 422 for what cannot be
   */
  patch(patch: ServicePatch, resourceVersion: string, dryRun: boolean): PatchResult {
    if (resourceVersion !== String(this.#resourceVersion)) {
      const now = `${this.name} is at resourceVersion "${this.#resourceVersion}", not "${resourceVersion}"`;
      throw new Refused(412, 'PRECONDITION_FAILED', `${now}. Read it again and decide again.`);
    }
    const plan = planPatch(this.name, this.#wanted, this.#options.service.versions, patch);
    const running = [...this.#instances].filter(({ state }) => state !== 'draining');
    const replaces = plan.replaces ? running.map(({ name }) => name) : [];
    const result = { dryRun, changed: plan.kind !== undefined, replaces };
    if (dryRun) {
      return { ...result, service: { ...this.status(), ...plan.wanted } };
    }
    if (plan.kind) this.#want(plan.wanted, plan.kind, patch);
    return { ...result, service: this.status() };
  }

  /** Starts all instances at once. @throws Error where one does not come up */
  async startAll(): Promise<void> {
    const { replicas, version } = this.#wanted;
    this.#record('rollout_started', `rollout of ${version} to ${replicas} instances started`);
    const started = await Promise.all(Array.from({ length: replicas }, () => this.#startOne()));
    if (!started.every(Boolean)) throw new Error(`${this.name} did not start: ${this.#rollout.message}`);
    this.#setRollout({ state: 'complete', revision: this.#wanted.number });
  }

  async setBehaviour(behaviour: Behaviour): Promise<void> {
    this.#behaviour = behaviour;
    const healthy = [...this.#instances].filter(({ state }) => state === 'healthy');
    await Promise.all(healthy.map((instance) => instance.setBehaviour(behaviour)));
  }

  /** Kills one instance as a node that goes away does: nobody restarts it, and its endpoint stays listed. */
  async loseInstance(): Promise<void> {
    const instance = [...this.#instances].find(({ state }) => state === 'healthy');
    if (!instance) throw new Refused(409, 'NO_INSTANCE', `${this.name} has no healthy instance to lose.`);
    instance.state = 'lost';
    instance.process.kill('SIGKILL');
    this.#record('lost', 'its node is gone; its endpoint is still listed', instance);
    await instance.process.exited;
    this.#changed();
  }

  /** Gives up lost instances; the loop starts others in their place. */
  async replaceLost(): Promise<void> {
    for (const instance of this.#instances) {
      if (instance.state !== 'lost') continue;
      this.#instances.delete(instance);
      this.#record('stopped', 'given up: it was lost', instance);
    }
    this.#changed();
    await this.#reconcile();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all([...this.#instances].map((instance) => instance.process.stop(1_500)));
  }

  #want(wanted: Wanted, kind: Revision['kind'], { by, summary }: Pick<ServicePatch, 'by' | 'summary'>): void {
    const number = this.#wanted.number + 1;
    // The schema stays as it was made: a release that comes back does not change it again.
    const isFirst = this.#revisions.every(({ version }) => version !== wanted.version);
    const migration = isFirst && (this.#options.service.migrations ?? []).includes(wanted.version);
    const at = new Date().toISOString();
    this.#revisions.push({ number, kind, ...wanted, at, by, migration, ...(summary === undefined ? {} : { summary }) });
    this.#record('rollout_started', `rollout of ${wanted.version} to ${wanted.replicas} instances started by ${by}`);
    this.#setRollout({ state: 'progressing', revision: number });
    void this.#reconcile();
  }

  /** One run after another: the second finds what the first left. */
  #reconcile(): Promise<void> {
    this.#reconciling = this.#reconciling
      .then(() => this.#converge())
      .catch((error: unknown) => this.#options.log.error({ service: this.name, err: error }, 'reconciling failed'));
    return this.#reconciling;
  }

  async #converge(): Promise<void> {
    while (!this.#stopped) {
      const target = this.#wanted;
      const present = [...this.#instances].filter(({ state }) => state !== 'draining');
      const current = present.filter(({ revision }) => isSameProgram(revision, target));
      const stale = present.find((instance) => !current.includes(instance));
      if (current.length < target.replicas) {
        // The new one is up before an old one goes.
        if (!(await this.#startOne())) return;
        if (stale && this.#wanted === target) this.#retire(stale);
      } else if (stale ?? current.length > target.replicas) {
        this.#retire(stale ?? current[0]!); // longer than replicas, so not empty
      } else {
        this.#setRollout({ state: 'complete', revision: target.number });
        return;
      }
    }
  }

  /** @returns whether it came up; where it did not, the rollout has failed and the old instances stay */
  async #startOne(name?: string, restarts = 0, lastExit?: LastExit): Promise<boolean> {
    const revision = this.#wanted;
    const { supervisorUrl, logFolder, log } = this.#options;
    const instance = await Instance.start({
      service: this.name,
      name: name ?? `${this.name}-${(this.#numbered += 1)}`,
      revision,
      supervisorUrl: supervisorUrl(),
      logFolder,
      restarts,
      lastExit,
    });
    this.#instances.add(instance);
    void instance.process.exited.then(({ code, signal }) => {
      this.#ended(instance, { at: new Date().toISOString(), code, signal });
    });
    try {
      await instance.ready;
      await instance.setBehaviour(this.#behaviour);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      log.error({ service: this.name, instance: instance.name, err: error }, 'instance did not start');
      this.#instances.delete(instance);
      await instance.process.stop(0);
      this.#record('start_failed', message, instance);
      this.#setRollout({ state: 'failed', revision: revision.number, message });
      return false;
    }
    // It may have been killed while it was told how to behave.
    if (instance.state === 'starting') instance.state = 'healthy';
    if (restarts === 0) this.#record('started', 'it answers requests', instance);
    else this.#record('restarted', `it answers requests after restart ${restarts}`, instance);
    this.#changed();
    return true;
  }

  #retire(instance: Instance): void {
    const neverServed = instance.state === 'lost' || instance.state === 'crashed';
    instance.state = 'draining';
    this.#changed();
    void (async () => {
      if (!neverServed) await pause(drainMilliseconds, undefined, { ref: false });
      await instance.process.stop(1_500);
      this.#instances.delete(instance);
      this.#record('stopped', 'replaced, or no longer wanted', instance);
      this.#changed();
    })();
  }

  #ended(instance: Instance, exit: LastExit): void {
    if (this.#stopped || instance.state !== 'healthy') return;
    this.#options.log.warn({ service: this.name, instance: instance.name }, 'instance crashed; starting it again');
    instance.state = 'crashed';
    instance.lastExit = exit;
    this.#record('crashed', `its process ended ${exit.signal ? `by ${exit.signal}` : `with ${exit.code}`}`, instance);
    this.#changed();
    this.#reconciling = this.#reconciling.then(async () => {
      await pause(restartMilliseconds);
      this.#instances.delete(instance);
      if (this.#stopped || !isSameProgram(instance.revision, this.#wanted)) return;
      await this.#startOne(instance.name, instance.restarts + 1, exit);
    });
    void this.#reconcile();
  }

  #setRollout(rollout: ServiceStatus['rollout']): void {
    const before = this.#rollout;
    this.#rollout = rollout;
    if (rollout.state !== before.state || rollout.revision !== before.revision) this.#keepOutcome(rollout);
    this.#changed();
  }

  #keepOutcome({ state, revision, message = 'an instance did not start' }: ServiceStatus['rollout']): void {
    if (state === 'progressing') return;
    const at = new Date().toISOString();
    this.#record(
      `rollout_${state === 'complete' ? 'completed' : 'failed'}`,
      `rollout of revision ${revision}: ${state}`,
    );
    // What fails after it had been complete is a failure of an instance, not of the release.
    if (this.#outcomes.get(revision)?.completedAt !== undefined) return;
    this.#outcomes.set(revision, state === 'complete' ? { completedAt: at } : { failure: { at, message } });
  }

  #record(kind: SystemEvent['kind'], message: string, instance?: Instance): void {
    const { number: revision, version } = instance?.revision ?? this.#wanted;
    const at = new Date().toISOString();
    this.#events.add({
      at,
      service: this.name,
      kind,
      ...(instance ? { instance: instance.name } : {}),
      version,
      revision,
      message,
    });
  }

  #changed(): void {
    this.#resourceVersion += 1;
    this.#options.changed();
  }
}
