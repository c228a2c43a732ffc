import { pino, type Logger } from 'pino';
import { endWithOwner } from '#processes/end-with-owner';
import { readProcessEnvironment, type ProcessEnvironment } from './process-environment.ts';

/** The main function of a process. Resolves when it is running, to a function that stops it. */
export type ProcessStart = (environment: ProcessEnvironment, logger: Logger) => Promise<() => Promise<void>>;

/** The common frame of all processes: environment, logger, a clean exit on SIGTERM, an error exit on failures. */
export async function runProcess(name: string, start: ProcessStart): Promise<void> {
  endWithOwner();
  try {
    const environment = readProcessEnvironment(process.env);
    const logger = pino({ name, level: environment.HOLDFAST_LOG_LEVEL }, pino.destination({ dest: 2, sync: true }));
    process.on('uncaughtException', (error) => {
      logger.fatal({ err: error }, 'unexpected error');
      process.exit(1);
    });
    process.on('unhandledRejection', (error) => {
      logger.fatal({ err: error }, 'unexpected rejection');
      process.exit(1);
    });
    const stop = await start(environment, logger);
    let stopping = false;
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        if (stopping) process.exit(1);
        stopping = true;
        stop().then(
          () => process.exit(0),
          (error: unknown) => {
            logger.error({ err: error }, 'could not stop cleanly');
            process.exit(1);
          },
        );
      });
    }
    logger.info('ready');
  } catch (error) {
    process.stderr.write(`${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
