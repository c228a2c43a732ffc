import type { Logger } from 'pino';
import type { Change } from '#core/evidence/observations';
import type { Fault, SystemControls } from '../faults/fault.ts';
import { faults } from '../faults/index.ts';
import type { Service } from '../services/service.ts';
import type { Endpoints, EventList, FaultStatus, PatchResult, ServicePatch } from '../supervisor-api.ts';
import { ManagedService, type LabCondition } from './managed-service.ts';
import { SupervisorRefusal } from './refused.ts';
import { writeTargets } from './targets.ts';
import { createWriteLedger, type WriteLedger, type WriteList } from './write-ledger.ts';

const keptChanges = 1_000;

export interface LabSystemOptions {
  readonly services: readonly Service[];
  readonly environment: string;
  readonly supervisorUrl: () => string;
  readonly logFolder: string;
  /** Prometheus' `file_sd` file. */
  readonly targetsFile: string;
  readonly setExtraRule: SystemControls['setExtraRule'];
  readonly log: Logger;
}

/** All services, the record of their changes, and the active faults. */
export class LabSystem {
  readonly #options: LabSystemOptions;
  readonly #services: ReadonlyMap<string, ManagedService>;
  readonly #changes: Change[] = [];
  readonly #writes: WriteLedger = createWriteLedger();
  readonly #active = new Set<Fault>();
  #recorded = 0;
  #faultWork: Promise<unknown> = Promise.resolve();

  constructor(options: LabSystemOptions) {
    this.#options = options;
    const { supervisorUrl, logFolder, log, targetsFile } = options;
    const changed = () => writeTargets(targetsFile, this.#services.values());
    this.#services = new Map(
      options.services.map((service) => [
        service.name,
        new ManagedService({
          service,
          supervisorUrl,
          logFolder,
          log,
          changed,
          wrote: (write) => this.#writes.add(write),
        }),
      ]),
    );
  }

  get services(): ManagedService[] {
    return [...this.#services.values()];
  }

  /** @throws Refused 404 that names the existing services */
  service(name: string): ManagedService {
    const service = this.#services.get(name);
    if (service) return service;
    const known = [...this.#services.keys()].join(', ');
    throw new SupervisorRefusal(404, 'NOT_FOUND', `This lab has no service "${name}"; it has: ${known}.`, [
      ...this.#services.keys(),
    ]);
  }

  /** Events at or after a time, oldest first, of one service or of all. */
  events(since: Date, name?: string): EventList {
    const lists = (name === undefined ? this.services : [this.service(name)]).map((service) => service.events(since));
    const events = lists.flatMap((list) => list.events).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    return { events, complete: lists.every(({ complete }) => complete) };
  }

  /** Starts everything. @throws Error if a service does not start */
  async start(): Promise<void> {
    await Promise.all(this.services.map((service) => service.startAll()));
  }

  async stop(): Promise<void> {
    await Promise.all(this.services.map((service) => service.stop()));
  }

  endpoints(): Endpoints {
    const ofService = (service: ManagedService) => service.endpoints.map(({ name, url }) => ({ instance: name, url }));
    return { services: Object.fromEntries(this.services.map((service) => [service.name, ofService(service)])) };
  }

  /** Changes at or after a time, oldest first. */
  changes(since: Date): Change[] {
    return this.#changes.filter(({ at }) => new Date(at) >= since);
  }

  /** Every write that took effect, oldest first, optionally of one service or with one mark. */
  writes(filter: { readonly service?: string; readonly action?: string }): WriteList {
    return this.#writes.list(filter);
  }

  /** See {@link ManagedService.patch}; records the change. */
  patch(name: string, patch: ServicePatch, condition: LabCondition): PatchResult {
    const service = this.service(name);
    const before = service.status().version;
    const result = service.patch(patch, condition);
    const revision = service.revisions.at(-1);
    if (condition.dryRun || !result.changed || !revision) return result;
    this.#recorded += 1;
    this.#changes.push({
      id: `lab-${this.#recorded}`,
      kind: revision.kind,
      service: name,
      environment: this.#options.environment,
      at: revision.at,
      version: revision.version,
      ...(revision.version === before ? {} : { previous_version: before }),
      by: revision.by,
      ...(patch.summary === undefined ? {} : { summary: patch.summary }),
      source: 'lab',
    });
    if (this.#changes.length > keptChanges) this.#changes.shift();
    return result;
  }

  faults(): FaultStatus {
    return {
      faults: faults.map((fault) => ({
        name: fault.name,
        description: fault.description,
        active: this.#active.has(fault),
        ...(fault.truth ? { truth: fault.truth } : {}),
      })),
    };
  }

  /** @throws Refused 404 for an unknown fault, 409 if it is already active or its service is not part of this lab */
  break(name: string): Promise<void> {
    return this.#oneByOne(async () => {
      const fault = faults.find((candidate) => candidate.name === name);
      if (!fault) {
        const known = faults.map((one) => one.name).join(', ');
        throw new SupervisorRefusal(404, 'UNKNOWN_FAULT', `There is no fault "${name}"; the faults are: ${known}.`);
      }
      if (this.#active.has(fault)) {
        throw new SupervisorRefusal(409, 'ACTIVE', `The fault "${name}" is already active. Heal the lab first.`);
      }
      const missing = fault.services.filter((service) => !this.#services.has(service));
      if (missing.length > 0) {
        throw new SupervisorRefusal(
          409,
          'NO_SERVICE',
          `The fault "${name}" needs ${missing.join(', ')}: not part of this lab.`,
        );
      }
      // Active even if the injection fails half-way: healing has to undo that half.
      this.#active.add(fault);
      await fault.inject(this.#controls);
    });
  }

  heal(): Promise<void> {
    return this.#oneByOne(async () => {
      for (const fault of this.#active) {
        await fault.heal(this.#controls);
        this.#active.delete(fault);
      }
    });
  }

  #oneByOne<T>(run: () => Promise<T>): Promise<T> {
    const result = this.#faultWork.then(run);
    this.#faultWork = result.catch(() => {});
    return result;
  }

  readonly #controls: SystemControls = {
    change: (name, patch) => {
      this.patch(name, patch, { resourceVersion: this.service(name).status().resourceVersion, dryRun: false });
    },
    setBehaviour: (name, behaviour, share) => this.service(name).setBehaviour(behaviour, share),
    loseInstance: (name) => this.service(name).loseInstance(),
    replaceLost: (name) => this.service(name).replaceLost(),
    setExtraRule: (rule) => this.#options.setExtraRule(rule),
  };
}
