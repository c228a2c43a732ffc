import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { builtProgram } from '#processes/built-program';
import { type OwnedProcess, spawnOwned } from '#processes/spawn-owned';
import { waitUntil } from '#processes/wait-until';

/** The executor of one cell: killed, halted, and started again as whoever runs it would. */
export function startExecutor(folder: string, temporalAddress: string) {
  const logFile = join(folder, 'executor.log');
  const spawn = () =>
    spawnOwned({
      name: 'executor',
      command: process.execPath,
      args: [builtProgram('workers/executor')],
      env: {
        PATH: process.env['PATH'],
        HOLDFAST_CONFIGURATION: join(folder, 'holdfast.yaml'),
        HOLDFAST_HOME: folder,
        HOLDFAST_TEMPORAL_ADDRESS: temporalAddress,
      },
      logFile,
    });
  const ends: string[] = [];
  const expected = new WeakSet<OwnedProcess>();
  const halted = new Set<OwnedProcess>();
  let isStopping = false;
  let partner: OwnedProcess | undefined;
  let current = keep();

  function keep(): OwnedProcess {
    const started = spawn();
    void started.exited.then(({ code, signal }) => {
      if (isStopping || expected.has(started)) return;
      ends.push(`by itself, with ${signal ?? code}`);
      setTimeout(() => {
        if (!isStopping && current === started) current = keep();
      }, 500);
    });
    return started;
  }

  async function kill(process_: OwnedProcess): Promise<void> {
    expected.add(process_);
    process_.kill('SIGKILL');
    await process_.exited;
  }

  return {
    /** Those that nobody had asked for. */
    ends,
    /** @param meanwhile what happens before it is started again */
    async killAndStart(meanwhile: () => Promise<void> = () => Promise.resolve()): Promise<void> {
      await kill(current);
      await meanwhile();
      current = keep();
    },
    /** A second one, which works beside the first. Resolves when it does. */
    async addPartner(): Promise<void> {
      const before = await timesReady(logFile);
      partner ??= keep();
      const isReady = async () => (await timesReady(logFile)) > before;
      await waitUntil('a second executor', isReady, { timeoutMilliseconds: 60_000, everyMilliseconds: 100 });
    },
    /** The partner goes on alone. @returns what wakes it up, and ends it a while later */
    haltOne(): (livesMilliseconds: number) => Promise<void> {
      if (!partner) throw new Error('There is no second executor that could go on.');
      const zombie = current;
      zombie.kill('SIGSTOP');
      expected.add(zombie);
      halted.add(zombie);
      current = partner;
      partner = undefined;
      return async (livesMilliseconds) => {
        zombie.kill('SIGCONT');
        await new Promise((resolve) => void setTimeout(resolve, livesMilliseconds));
        await kill(zombie);
        halted.delete(zombie);
      };
    },
    async stop(): Promise<void> {
      isStopping = true;
      await Promise.all([...halted].map(kill));
      await Promise.all([current.stop(), partner?.stop()]);
    },
  };
}

async function timesReady(logFile: string): Promise<number> {
  return (await readFile(logFile, 'utf8')).split('"msg":"ready"').length - 1;
}
