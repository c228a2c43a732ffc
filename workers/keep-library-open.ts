import type { Logger } from 'pino';
import { isChecklist } from '#configuration/load-library';
import type { CompiledRunbook } from '#core/runbooks/runbook-ir';
import type { OpenedLibrary } from './open-library.ts';

export interface KeptLibrary {
  /** The runbooks that can be run now. */
  readonly runbooks: () => readonly CompiledRunbook[];
  stop(): void;
}

const againAfterMilliseconds = 30_000;

/**
 * Opens the library, and reopens it periodically while a tool server cannot list its tools, so that a server that is
 * down when a worker starts does not disable its runbooks until the next start.
 * @param offer called with the runbooks that can be run, each time
 * @throws the error of the first attempt to open
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
      logger.warn({ err: error }, 'the library could not be reopened; the previous one stays in use');
    }
    schedule();
  };
  const schedule = () => {
    if (library.toolProblems.length > 0) timer = setTimeout(() => void again(), againAfterMilliseconds).unref();
  };
  schedule();
  return { runbooks: () => library.runbooks, stop: () => clearTimeout(timer) };
}

/** A runbook that cannot be run is not offered. A checklist stays, without the items whose tools are missing. */
function logProblems({ toolProblems, problems }: OpenedLibrary, logger: Pick<Logger, 'warn'>): void {
  for (const { server, problem } of toolProblems) logger.warn({ server, problem }, 'tools');
  for (const problem of problems) {
    if (problem.severity !== 'error') continue;
    const what = isChecklist(problem.file) ? 'an item of a checklist cannot be answered' : 'a runbook is left out';
    logger.warn(problem, what);
  }
}
