import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Behaviour } from '../behaviour.ts';
import type { LabRevision, ServiceStatus, SystemEvent } from '../supervisor-api.ts';
import { RunningInstance, isAsGoodAs, type LabExit } from './instance.ts';

const restartMilliseconds = 500;
const crashedWithinMilliseconds = 500;
// Callers poll endpoints every 500 ms. Prometheus takes up to 5 s to drop a target, and an instance that is gone
// before that would look like a failed one.
const drainMilliseconds = 7_000;

export interface InstanceKeeperOptions {
  readonly service: string;
  readonly supervisorUrl: () => string;
  readonly logFolder: string;
  readonly log: Logger;
  readonly wanted: () => LabRevision;
  readonly record: (kind: SystemEvent['kind'], message: string, instance: RunningInstance) => void;
  readonly setRollout: (rollout: ServiceStatus['rollout']) => void;
  /** The state of an instance changed. */
  readonly changed: () => void;
}

/** The processes of one service, and the loop that reconciles them with the desired state. */
export class InstanceKeeper {
  readonly #options: InstanceKeeperOptions;
  readonly #instances = new Set<RunningInstance>();
  #behaviour: Behaviour = {};
  #numbered = 0;
  #reconciling: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: InstanceKeeperOptions) {
    this.#options = options;
  }

  get instances(): readonly RunningInstance[] {
    return [...this.#instances];
  }

  /** The instances that stay if the desired state does not change: all except the draining ones. */
  get present(): readonly RunningInstance[] {
    return this.instances.filter(({ state }) => state !== 'draining');
  }

  /** Starts the first instances concurrently. @returns whether all became healthy */
  async startAll(count: number): Promise<boolean> {
    const started = await Promise.all(Array.from({ length: count }, () => this.#startOne()));
    return started.every(Boolean);
  }

  /** @param share `one`: a single instance misbehaves, but not its replacement */
  async setBehaviour(behaviour: Behaviour, share: 'all' | 'one' = 'all'): Promise<void> {
    if (share === 'all') this.#behaviour = behaviour;
    const healthy = this.instances.filter(({ state }) => state === 'healthy');
    const concerned = share === 'all' ? healthy : healthy.slice(0, 1);
    await Promise.all(
      concerned.map((instance) =>
        instance.setBehaviour(behaviour).catch(async (error: unknown) => {
          if (!(await endsNow(instance))) throw error;
        }),
      ),
    );
  }

  /** Kills an instance as if its node were lost: it is not restarted, and its endpoint stays listed. */
  async lose(instance: RunningInstance): Promise<void> {
    instance.state = 'lost';
    instance.process.kill('SIGKILL');
    this.#options.record('lost', 'its node is gone; its endpoint is still listed', instance);
    await instance.process.exited;
    this.#options.changed();
  }

  /** Removes lost instances; the loop starts replacements. */
  async replaceLost(): Promise<void> {
    for (const instance of this.#instances) {
      if (instance.state !== 'lost') continue;
      this.#instances.delete(instance);
      this.#options.record('stopped', 'removed because it was lost', instance);
    }
    this.#options.changed();
    await this.reconcile();
  }

  /** Drains an instance: it gets no more calls and ends soon. The loop starts a replacement if one is needed. */
  retire(instance: RunningInstance): void {
    const neverServed = instance.state === 'lost' || instance.state === 'crashed';
    instance.state = 'draining';
    this.#options.changed();
    void (async () => {
      if (!neverServed) await pause(drainMilliseconds, undefined, { ref: false });
      await instance.process.stop(1_500);
      this.#instances.delete(instance);
      this.#options.record('stopped', 'replaced, or no longer wanted', instance);
      this.#options.changed();
    })();
  }

  /** Runs are serialised: each one starts from the result of the previous one. */
  reconcile(): Promise<void> {
    const { log, service } = this.#options;
    this.#reconciling = this.#reconciling
      .then(() => this.#converge())
      .catch((error: unknown) => log.error({ service, err: error }, 'reconciling failed'));
    return this.#reconciling;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.instances.map((instance) => instance.process.stop(1_500)));
  }

  async #converge(): Promise<void> {
    while (!this.#stopped) {
      const target = this.#options.wanted();
      const current = this.present.filter(({ revision }) => isAsGoodAs(revision, target));
      const stale = this.present.find((instance) => !current.includes(instance));
      if (current.length < target.replicas) {
        // A new instance is up before an old one is removed.
        if (!(await this.#startOne())) return;
        // It may have been drained while the new one started.
        if (stale && stale.state !== 'draining' && this.#options.wanted() === target) this.retire(stale);
      } else if (stale ?? current.length > target.replicas) {
        this.retire(stale ?? current[0]!); // longer than replicas, so not empty
      } else {
        this.#options.setRollout({ state: 'complete', revision: target.number });
        return;
      }
    }
  }

  /** @returns whether it became healthy; if not, the rollout has failed and the old instances stay */
  async #startOne(name?: string, restarts = 0, lastExit?: LabExit): Promise<boolean> {
    const { service, supervisorUrl, logFolder, log, record } = this.#options;
    const revision = this.#options.wanted();
    const instance = await RunningInstance.start({
      service,
      name: name ?? `${service}-${(this.#numbered += 1)}`,
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
      // Drained before it was ready: not a failure of the release, and the caller that drained it handles the rest.
      if (instance.state === 'draining') return true;
      const message = error instanceof Error ? error.message : String(error);
      log.error({ service, instance: instance.name, err: error }, 'instance did not start');
      this.#instances.delete(instance);
      await instance.process.stop(0);
      record('start_failed', message, instance);
      this.#options.setRollout({ state: 'failed', revision: revision.number, message });
      return false;
    }
    // It may have been killed or drained while its behaviour was being set.
    if (instance.state === 'starting') instance.state = 'healthy';
    if (restarts === 0) record('started', 'it answers requests', instance);
    else record('restarted', `it answers requests after restart ${restarts}`, instance);
    this.#options.changed();
    return true;
  }

  #ended(instance: RunningInstance, exit: LabExit): void {
    if (this.#stopped || instance.state !== 'healthy') return;
    const { service, log, record, wanted } = this.#options;
    log.warn({ service, instance: instance.name }, 'instance crashed; restarting it');
    instance.state = 'crashed';
    instance.lastExit = exit;
    record('crashed', `its process ended ${exit.signal ? `by ${exit.signal}` : `with ${exit.code}`}`, instance);
    this.#options.changed();
    this.#reconciling = this.#reconciling.then(async () => {
      await pause(restartMilliseconds);
      this.#instances.delete(instance);
      if (this.#stopped || !isAsGoodAs(instance.revision, wanted())) return;
      await this.#startOne(instance.name, instance.restarts + 1, exit);
    });
    void this.reconcile();
  }
}

/** An instance that crashes at this moment accepts no behaviour, and needs none. */
function endsNow(instance: RunningInstance): Promise<boolean> {
  return Promise.race([instance.process.exited.then(() => true), pause(crashedWithinMilliseconds, false)]);
}
