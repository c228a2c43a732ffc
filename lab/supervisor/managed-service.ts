import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Behaviour } from '../behaviour.ts';
import type { Service } from '../services/service.ts';
import type {
  EventList,
  PatchResult,
  LabRevision,
  ServicePatch,
  ServiceStatus,
  SystemEvent,
} from '../supervisor-api.ts';
import { createEventLog } from './event-log.ts';
import type { RunningInstance } from './instance.ts';
import { InstanceKeeper } from './instance-keeper.ts';
import { planPatch } from './plan-patch.ts';
import { SupervisorRefusal } from './refused.ts';
import { createRevisionLog, type RevisionLog } from './revision-log.ts';
import type { WriteRecord } from './write-ledger.ts';

export interface ManagedServiceOptions {
  readonly service: Service;
  readonly supervisorUrl: () => string;
  readonly logFolder: string;
  readonly log: Logger;
  /** Endpoints or targets changed. */
  readonly changed: () => void;
  /** A write took effect. */
  readonly wrote: (write: WriteRecord) => void;
}

/** The guards of a write. */
export interface LabCondition {
  /** The resource version that the caller read. */
  readonly resourceVersion: string;
  readonly dryRun: boolean;
}

/** One service: its desired state, its instances, and the writes that change them. */
export class ManagedService {
  readonly name: string;
  readonly #options: ManagedServiceOptions;
  readonly #uid = randomUUID();
  readonly #revisions: RevisionLog;
  readonly #events = createEventLog();
  readonly #keeper: InstanceKeeper;
  #resourceVersion = 0;
  #rollout: ServiceStatus['rollout'] = { state: 'progressing', revision: 1 };
  #lastAction: string | undefined;

  constructor(options: ManagedServiceOptions) {
    const { name, versions, replicas, configuration, migrations } = options.service;
    this.name = name;
    this.#options = options;
    this.#revisions = createRevisionLog({ version: versions[0], replicas, configuration }, migrations ?? []);
    this.#keeper = new InstanceKeeper({
      service: name,
      supervisorUrl: options.supervisorUrl,
      logFolder: options.logFolder,
      log: options.log,
      wanted: () => this.#revisions.wanted(),
      record: (kind, message, instance) => this.#record(kind, message, instance),
      setRollout: (rollout) => this.#setRollout(rollout),
      changed: () => this.#changed(),
    });
  }

  /** Oldest first; never empty. */
  get revisions(): readonly LabRevision[] {
    return this.#revisions.list();
  }

  get instances(): readonly RunningInstance[] {
    return this.#keeper.instances;
  }

  get logFile(): string {
    return join(this.#options.logFolder, `${this.name}.jsonl`);
  }

  /** @throws Refused 404 that names the existing instances */
  instance(name: string): RunningInstance {
    const instance = this.instances.find((candidate) => candidate.name === name);
    if (instance) return instance;
    const known = this.instances.map((one) => one.name);
    const message = `${this.name} has no instance "${name}"; it has: ${known.join(', ') || 'none'}.`;
    throw new SupervisorRefusal(404, 'NO_INSTANCE', message, known);
  }

  events(since: Date): EventList {
    return this.#events.since(since);
  }

  /** The instances that get calls: healthy ones, and lost ones that have not been noticed yet. */
  get endpoints(): readonly RunningInstance[] {
    return this.instances.filter(({ state }) => state === 'healthy' || state === 'lost');
  }

  status(): ServiceStatus {
    const wanted = this.#revisions.wanted();
    const { version, replicas, configuration, restartedAt } = wanted;
    return {
      name: this.name,
      uid: this.#uid,
      generation: wanted.number,
      resourceVersion: String(this.#resourceVersion),
      version,
      replicas,
      configuration,
      ...(restartedAt === undefined ? {} : { restartedAt }),
      ...(this.#lastAction === undefined ? {} : { lastAction: this.#lastAction }),
      versions: [...this.#options.service.versions],
      rollout: this.#rollout,
      instances: this.instances.map((instance) => instance.status(wanted)),
    };
  }

  /**
   * A conditional write: changes the desired state, and the instances follow gradually. Checking and changing is one
   * atomic step.
   * @throws Refused 412 if the service has changed since, 422 for an impossible state
   */
  patch(patch: ServicePatch, { resourceVersion, dryRun }: LabCondition): PatchResult {
    this.#refuseChanged(resourceVersion);
    const plan = planPatch(this.name, this.#revisions.wanted(), this.#options.service.versions, patch);
    if (plan.kind === undefined || this.#isDone(patch.action)) return this.#unchanged(dryRun);
    const names = this.#keeper.present.map(({ name }) => name);
    const ends = plan.replaces ? [] : names.slice(0, Math.max(0, names.length - plan.wanted.replicas));
    const result = { dryRun, changed: true, replaces: plan.replaces ? names : [], ends };
    if (dryRun) return { ...result, service: { ...this.status(), ...plan.wanted } };

    const revision = this.#revisions.add(plan.wanted, plan.kind, patch);
    this.#wrote({ at: revision.at, kind: plan.kind, action: patch.action, revision: revision.number });
    const { version, replicas } = plan.wanted;
    this.#record('rollout_started', `rollout of ${version} to ${replicas} instances started by ${patch.by}`);
    this.#setRollout({ state: 'progressing', revision: revision.number });
    void this.#keeper.reconcile();
    return { ...result, service: this.status() };
  }

  /**
   * Drains one instance, so that another replaces it: a conditional write like {@link patch}.
   * @throws Refused 412 if the service has changed since, 409 if the instance was replaced or is already ending
   */
  endInstance(
    { name, uid, action }: { readonly name: string; readonly uid: string; readonly action?: string },
    { resourceVersion, dryRun }: LabCondition,
  ): PatchResult {
    this.#refuseChanged(resourceVersion);
    if (this.#isDone(action)) return this.#unchanged(dryRun);
    const instance = this.instance(name);
    if (instance.uid !== uid) {
      throw new SupervisorRefusal(
        409,
        'OTHER_INSTANCE',
        `${name} has the uid ${instance.uid}, not ${uid}: it was replaced.`,
      );
    }
    if (instance.state === 'draining')
      throw new SupervisorRefusal(409, 'ENDING', `${name} (${uid}) is already ending.`);
    if (!dryRun) {
      this.#wrote({ at: new Date().toISOString(), kind: 'end_instance', action, instance: name });
      this.#keeper.retire(instance);
      void this.#keeper.reconcile();
    }
    return { dryRun, changed: true, replaces: [name], ends: [], service: this.status() };
  }

  /** Starts all instances concurrently. @throws Error if one does not become healthy */
  async startAll(): Promise<void> {
    const { replicas, version, number } = this.#revisions.wanted();
    this.#record('rollout_started', `rollout of ${version} to ${replicas} instances started`);
    if (!(await this.#keeper.startAll(replicas))) {
      throw new Error(`${this.name} did not start: ${this.#rollout.message}`);
    }
    this.#setRollout({ state: 'complete', revision: number });
  }

  setBehaviour(behaviour: Behaviour, share?: 'all' | 'one'): Promise<void> {
    return this.#keeper.setBehaviour(behaviour, share);
  }

  /** @throws Refused 409 if none is healthy */
  loseInstance(): Promise<void> {
    const instance = this.instances.find(({ state }) => state === 'healthy');
    if (!instance) throw new SupervisorRefusal(409, 'NO_INSTANCE', `${this.name} has no healthy instance to lose.`);
    return this.#keeper.lose(instance);
  }

  replaceLost(): Promise<void> {
    return this.#keeper.replaceLost();
  }

  stop(): Promise<void> {
    return this.#keeper.stop();
  }

  #refuseChanged(resourceVersion: string): void {
    if (resourceVersion === String(this.#resourceVersion)) return;
    const now = `${this.name} is at resourceVersion "${this.#resourceVersion}", not "${resourceVersion}"`;
    throw new SupervisorRefusal(412, 'PRECONDITION_FAILED', `${now}. Read it again before you change it.`);
  }

  #isDone(action: string | undefined): boolean {
    return action !== undefined && action === this.#lastAction;
  }

  #unchanged(dryRun: boolean): PatchResult {
    return { dryRun, changed: false, replaces: [], ends: [], service: this.status() };
  }

  #wrote({ action, revision, ...rest }: Omit<WriteRecord, 'service'>): void {
    this.#lastAction = action ?? this.#lastAction;
    const made = { ...(action === undefined ? {} : { action }), ...(revision === undefined ? {} : { revision }) };
    this.#options.wrote({ ...rest, service: this.name, ...made });
  }

  #setRollout(rollout: ServiceStatus['rollout']): void {
    const before = this.#rollout;
    this.#rollout = rollout;
    const { state, revision } = rollout;
    if (state !== 'progressing' && (state !== before.state || revision !== before.revision)) {
      this.#record(
        `rollout_${state === 'complete' ? 'completed' : 'failed'}`,
        `rollout of revision ${revision}: ${state}`,
      );
      this.#revisions.keepOutcome(rollout);
    }
    this.#changed();
  }

  #record(kind: SystemEvent['kind'], message: string, instance?: RunningInstance): void {
    const { number: revision, version } = instance?.revision ?? this.#revisions.wanted();
    const at = new Date().toISOString();
    const of = instance ? { instance: instance.name } : {};
    this.#events.add({ at, service: this.name, kind, ...of, version, revision, message });
  }

  #changed(): void {
    this.#resourceVersion += 1;
    this.#options.changed();
  }
}
