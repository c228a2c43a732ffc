import { Counter, Gauge, type Registry } from 'prom-client';

/**
 * CPU and memory of this process. prom-client's default metrics also measure the event loop, at a cost per instance.
 */
export function observeProcess(metrics: Registry): void {
  new Counter({
    name: 'process_cpu_seconds_total',
    help: 'CPU time used',
    registers: [metrics],
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });
  new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Resident memory',
    registers: [metrics],
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
}
