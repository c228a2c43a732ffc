import type { Logger } from 'pino';
import { isChecklist } from '#configuration/load-library';
import type { CompiledRunbook } from '#core/runbooks/runbook-ir';
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
  logProblems(library, logger);
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

/** A runbook that cannot be run is not offered; a checklist stays, and costs the items whose tools are not there. */
function logProblems({ toolProblems, problems }: OpenedLibrary, logger: Pick<Logger, 'warn'>): void {
  for (const { server, problem } of toolProblems) logger.warn({ server, problem }, 'tools');
  for (const problem of problems) {
    if (problem.severity !== 'error') continue;
    const what = isChecklist(problem.file) ? 'an item of a checklist cannot be answered' : 'a runbook is left out';
    logger.warn(problem, what);
  }
}
