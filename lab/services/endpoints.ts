import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { Endpoints } from '../supervisor-api.ts';
import { callService } from './call-service.ts';
import { CallFailed } from './service.ts';

const pollMilliseconds = 500;

/** The addresses of all instances, polled from the supervisor every 500 ms; calls are distributed round-robin. */
export class EndpointDirectory {
  readonly #supervisorUrl: string;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #turns = new Map<string, number>();
  #endpoints: Endpoints = { services: {} };
  #running = true;

  constructor(supervisorUrl: string) {
    this.#supervisorUrl = supervisorUrl;
  }

  /** Resolves after the supervisor's first answer; keeps polling until {@link stop}. */
  async start(): Promise<void> {
    while (this.#running && !(await this.#ask())) await pause(pollMilliseconds);
    void this.#keepAsking();
  }

  stop(): void {
    this.#running = false;
    this.#agent.destroy();
  }

  has(service: string): boolean {
    return Object.hasOwn(this.#endpoints.services, service);
  }

  /** @throws CallFailed */
  async call(
    service: string,
    path: string,
    body: unknown,
    timeoutMilliseconds: number,
    agent: Agent = this.#agent,
  ): Promise<unknown> {
    const instances = this.#endpoints.services[service] ?? [];
    const turn = this.#turns.get(service) ?? 0;
    this.#turns.set(service, turn + 1);
    const instance = instances[turn % instances.length];
    if (!instance) throw new CallFailed(502, `${service} has no instance`);
    const to = `${service} (${instance.instance})`;
    return callService('POST', `${instance.url}${path}`, body, { agent, timeoutMilliseconds, to });
  }

  async #keepAsking(): Promise<void> {
    while (this.#running) {
      await pause(pollMilliseconds);
      await this.#ask();
    }
  }

  async #ask(): Promise<boolean> {
    try {
      const answer = await callService('GET', `${this.#supervisorUrl}/v1/endpoints`, undefined, {
        agent: this.#agent,
        timeoutMilliseconds: 2_000,
        to: 'the supervisor',
      });
      this.#endpoints = Endpoints.parse(answer);
      return true;
    } catch {
      // The last known endpoints stay in use: a supervisor that is down must not take the system down with it.
      return false;
    }
  }
}
