import { Agent } from 'node:http';
import { Gauge, type Registry } from 'prom-client';

export interface Connection {
  /** Holds the single socket of this connection. */
  readonly agent: Agent;
  readonly release: () => void;
}

interface Waiter {
  readonly take: (agent: Agent) => void;
}

/** A pool of connections with a limit. Requests queue for a free one, and give up after a timeout. */
export class ConnectionPool {
  readonly #limit: number;
  readonly #free: Agent[] = [];
  readonly #inUse = new Set<Agent>();
  readonly #waiting: Waiter[] = [];

  constructor(name: string, limit: number, metrics: Registry) {
    this.#limit = limit;
    const inUse = this.#inUse;
    new Gauge({
      name: 'pool_connections_in_use',
      help: 'Connections taken from the pool',
      labelNames: ['pool'],
      registers: [metrics],
      collect() {
        this.set({ pool: name }, inUse.size);
      },
    });
    new Gauge({
      name: 'pool_connections_max',
      help: 'Maximum number of connections of the pool',
      labelNames: ['pool'],
      registers: [metrics],
    }).set({ pool: name }, limit);
  }

  /** @throws Error if none becomes free in time */
  async acquire(timeoutMilliseconds: number): Promise<Connection> {
    const agent = this.#free.pop() ?? (this.#inUse.size < this.#limit ? newAgent() : undefined);
    if (agent) return this.#hand(agent);
    return new Promise((resolve, reject) => {
      const waiter = {
        take: (freed: Agent) => {
          clearTimeout(timer);
          resolve(this.#hand(freed));
        },
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        const pressure = `${this.#inUse.size} of ${this.#limit} in use, ${this.#waiting.length} more waiting`;
        reject(new Error(`no connection became free within ${timeoutMilliseconds} ms: ${pressure}`));
      }, timeoutMilliseconds);
      this.#waiting.push(waiter);
    });
  }

  close(): void {
    for (const agent of [...this.#free, ...this.#inUse]) agent.destroy();
  }

  #hand(agent: Agent): Connection {
    this.#inUse.add(agent);
    return {
      agent,
      release: () => {
        // A connection that is released twice must not serve two requests at once.
        if (!this.#inUse.delete(agent)) return;
        const next = this.#waiting.shift();
        if (next) next.take(agent);
        else this.#free.push(agent);
      },
    };
  }
}

const newAgent = () => new Agent({ keepAlive: true, maxSockets: 1 });
