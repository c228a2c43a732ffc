import type { RunId } from '#core/ids/workflow-ids';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { compileLibrary } from '#core/runbooks/compile-library';
import type { CompiledRunbook, CompiledStep } from '#core/runbooks/runbook-ir';
import { builtInToolSpecs } from '#mcp/servers/tool-catalogue';
import { cacheFolder } from '#programs/cache';
import { obtainTemporal } from '#programs/temporal';
import { startTemporalServer } from '#workers/temporal-server';
import type { runRunbook } from '#workflows/run/run-runbook';
import { offScriptActivities } from '../support/off-script.ts';
import { stepBase } from '../support/step-base.ts';

// npm run bench:runbooks: what checking costs, what a step costs beside its activity, and how much history it leaves.
// Ratios of one run on one machine; the seconds are of this machine only.

const print = (line: string) => void process.stdout.write(`${line}\n`);

/** A runbook of reads, asks and conditions, each naming what came before. */
function longRunbook(number: number, steps: number): string {
  const lines = ['apiVersion: holdfast/v1', 'kind: Runbook', `name: long-${number}`, 'title: A long runbook', 'steps:'];
  for (let step = 0; step < steps; step++) {
    lines.push(`  - id: s${step}`, '    read: infrastructure.get_service_status');
    lines.push('    require: ' + (step === 0 ? 's0.ready > 0' : `s${step}.ready >= s${step - 1}.ready`));
    lines.push('    otherwise: Fewer are ready than before.');
    if (step > 0) lines.push(`    if: s${step - 1}.outcome == "succeeded" && s${step - 1}.unavailable == 0`);
  }
  return lines.join('\n');
}

function benchChecking(): void {
  const specs = builtInToolSpecs();
  const servers = [...new Set(specs.map(({ server }) => server))];
  const tools = { servers, tools: (server: string) => specs.filter((spec) => spec.server === server) };
  const files = Array.from({ length: 5 }, (_, number) => ({
    file: `long-${number}.yaml`,
    text: longRunbook(number, 200),
  }));
  const startedAt = performance.now();
  const { runbooks, problems } = compileLibrary(files, { tools });
  const seconds = (performance.now() - startedAt) / 1000;
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (runbooks.length !== 5 || errors.length > 0)
    throw new Error(`the runbooks do not check: ${JSON.stringify(errors[0])}`);
  print(`checking and compiling 1,000 steps, cold: ${seconds.toFixed(2)} s (goal: under 1 s)`);
}

function runbookOf(steps: readonly CompiledStep[]): CompiledRunbook {
  const name = 'bench';
  return {
    irVersion: 1,
    evaluator: 'cel-1',
    name,
    title: name,
    variables: [],
    withinSeconds: 3600,
    steps,
    outputs: {},
  };
}

const read = (index: number): CompiledStep => ({
  ...stepBase(`s${index}`),
  kind: 'read',
  call: { server: 'a', tool: 'b', arguments: {}, select: [['value']] },
  withinSeconds: 30,
  ...(index > 0 ? { if: { cel: `s${index - 1}.value > 0.0` } } : {}),
});

async function benchRunning(): Promise<void> {
  const program = await obtainTemporal({
    cache: cacheFolder(process.env),
    environment: process.env,
    report: (line) => void process.stderr.write(`${line}\n`),
  });
  const server = await startTemporalServer({ program: program.path });
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
  const connection = await Connection.connect({ address: server.address });
  const native = await NativeConnection.connect({ address: server.address });
  const taskQueue = `bench-${randomUUID()}`;
  let prepared: CompiledRunbook = runbookOf([]);
  const answer = async () => ({ data: { value: 1 }, evidence: [], summary: 'answered' });
  const worker = await Worker.create({
    connection: native,
    taskQueue,
    workflowsPath: join(import.meta.dirname, 'bare-activities.js'),
    activities: {
      ...offScriptActivities,
      prepareRun: async () => ({ runbook: prepared, sha256: '0'.repeat(64), facts: {} }),
      readStep: answer,
    },
  });
  const running = worker.run();
  const client = new Client({ connection });
  try {
    const count = 100;
    const bare = async () => {
      const workflowId = `bare/${randomUUID()}`;
      const startedAt = performance.now();
      const handle = await client.workflow.start('bareActivities', { workflowId, taskQueue, args: [count] });
      await handle.result();
      return { milliseconds: performance.now() - startedAt, events: (await handle.describe()).historyLength };
    };
    const run = async (steps: readonly CompiledStep[]) => {
      prepared = runbookOf(steps);
      const runId = `run/alone/${randomUUID()}` as RunId;
      const request = {
        runId,
        runbook: 'bench',
        inputs: {},
        by: { name: 'bench', channel: 'cli', verified: false },
      } as const;
      const startedAt = performance.now();
      const handle = await client.workflow.start<typeof runRunbook>('runRunbook', {
        workflowId: runId,
        taskQueue,
        args: [{ request }],
      });
      const { outcome, reason } = await handle.result();
      if (outcome !== 'completed') throw new Error(`the run ended ${outcome}: ${reason}`);
      return { milliseconds: performance.now() - startedAt, events: (await handle.describe()).historyLength };
    };
    const steps = Array.from({ length: count }, (_, index) => read(index));
    await bare();
    await run(steps);
    const rounds = 5;
    const times = { bare: [] as number[], run: [] as number[] };
    let [bareEvents, runEvents] = [0, 0];
    for (let round = 0; round < rounds; round++) {
      const one = await bare();
      const other = await run(steps);
      times.bare.push(one.milliseconds / count);
      times.run.push(other.milliseconds / count);
      [bareEvents, runEvents] = [one.events, other.events];
    }
    const empty = (await run([])).events;
    const median = (values: readonly number[]) =>
      [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
    const [bareTime, runTime] = [median(times.bare), median(times.run)];
    print(
      `a read step with a condition beside a bare activity: ${(runTime / bareTime).toFixed(2)} times its time ` +
        `(${runTime.toFixed(1)} ms and ${bareTime.toFixed(1)} ms, median of ${rounds} runs of ${count})`,
    );
    print(
      `history: ${((runEvents - empty) / count).toFixed(1)} events a read step, ${(bareEvents / count).toFixed(1)} a bare activity; ` +
        `${empty} for a run without steps`,
    );
  } finally {
    worker.shutdown();
    await running;
    await native.close();
    await connection.close();
    await server.process.stop();
  }
}

benchChecking();
await benchRunning();
process.exit(0);
