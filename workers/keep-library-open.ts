import type { Logger } from 'pino';
import type { CompiledRunbook } from '#core/language/runbook-ir';
import type { OpenedLibrary } from './open-library.ts';

export interface KeptLibrary {
  /** Those that can be run now. */
  readonly runbooks: () => readonly CompiledRunbook[];
  stop(): void;
}

const againAfterMilliseconds = 30_000;

/**
 * Opens the library, and again from time to time as long as a tool server cannot be asked for its tools: what is down when
 * a worker starts must not cost its runbooks until the next start.
 * @param offer told of what can be run, each time
 * @throws what opening throws the first time
 */
export async function keepLibraryOpen(
  open: () => Promise<OpenedLibrary>,
  offer: (library: OpenedLibrary) => Promise<void>,
  logger: Pick<Logger, 'info' | 'warn'>,
): Promise<KeptLibrary> {
  let library = await open();
  tell(library, logger);
  await offer(library);
  let timer: NodeJS.Timeout | undefined;
  const again = async () => {
    try {
      const next = await open();
      const isBetter = next.toolProblems.length < library.toolProblems.length;
      if (isBetter) {
        library = next;
        await offer(library);
        logger.info({ runbooks: library.runbooks.length }, 'a tool server answers again: its runbooks are offered');
      }
    } catch (error) {
      logger.warn({ err: error }, 'the library could not be opened again; the one from before stays');
    }
    schedule();
  };
  const schedule = () => {
    if (library.toolProblems.length > 0) timer = setTimeout(() => void again(), againAfterMilliseconds).unref();
  };
  schedule();
  return { runbooks: () => library.runbooks, stop: () => clearTimeout(timer) };
}

/** What cannot be run is not offered; `holdfast runbook check` says it to whoever wrote it. */
function tell({ toolProblems, problems }: OpenedLibrary, logger: Pick<Logger, 'warn'>): void {
  for (const { server, problem } of toolProblems) logger.warn({ server, problem }, 'tools');
  for (const problem of problems) if (problem.severity === 'error') logger.warn(problem, 'a runbook is left out');
}
