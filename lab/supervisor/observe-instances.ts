import { setTimeout as pause } from 'node:timers/promises';
import type { HealthList, LabResourceUse } from '../supervisor-api.ts';
import type { RunningInstance } from './instance.ts';

const answerMilliseconds = 2_000;
const measureMilliseconds = 500;

/** Checks the health of all instances concurrently, each with a timeout of 2 s. */
export async function checkHealth(instances: readonly RunningInstance[]): Promise<HealthList> {
  const checked = await Promise.all(
    instances.map(async ({ name, state, url }) => {
      const start = performance.now();
      const took = () => Math.round(performance.now() - start);
      try {
        const response = await ask(`${url}/healthz`);
        const code = response.status;
        return { name, state, ok: response.ok, code, tookMilliseconds: took() };
      } catch (error) {
        return { name, state, ok: false, tookMilliseconds: took(), error: reasonOf(error) };
      }
    }),
  );
  return { instances: checked };
}

interface Sample {
  readonly atMilliseconds: number;
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
}

/** CPU and memory of each instance, from the process metrics that it exports. Two samples, 500 ms apart. */
export async function measureResources(instances: readonly RunningInstance[]): Promise<LabResourceUse> {
  const measured = await Promise.all(
    instances.map(async ({ name, url }) => {
      try {
        const first = await sampleOf(url);
        await pause(measureMilliseconds);
        const second = await sampleOf(url);
        const elapsedSeconds = (second.atMilliseconds - first.atMilliseconds) / 1_000;
        const cpuCores = Math.max(0, (second.cpuSeconds - first.cpuSeconds) / elapsedSeconds);
        return { name, cpuCores: Number(cpuCores.toFixed(4)), memoryBytes: second.memoryBytes };
      } catch (error) {
        return { name, error: reasonOf(error) };
      }
    }),
  );
  return { overMilliseconds: measureMilliseconds, instances: measured };
}

async function sampleOf(url: string): Promise<Sample> {
  const response = await ask(`${url}/metrics`);
  const valueOf = (metric: string) => {
    const value = new RegExp(`^${metric} (\\S+)$`, 'm').exec(response.text)?.[1];
    if (value === undefined) throw new Error(`it exports no ${metric}`);
    return Number(value);
  };
  return {
    atMilliseconds: performance.now(),
    cpuSeconds: valueOf('process_cpu_seconds_total'),
    memoryBytes: valueOf('process_resident_memory_bytes'),
  };
}

async function ask(url: string): Promise<{ ok: boolean; status: number; text: string }> {
  const response = await fetch(url, { signal: AbortSignal.timeout(answerMilliseconds) });
  return { ok: response.ok, status: response.status, text: await response.text() };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${answerMilliseconds / 1_000} s`;
  const { cause } = error;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return `no answer (${cause.code})`;
  return error.message;
}
