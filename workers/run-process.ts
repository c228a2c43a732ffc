import { pino, type Logger } from 'pino';
import { endWithOwner } from '#processes/end-with-owner';
import { readProcessEnvironment, type ProcessEnvironment } from './process-environment.ts';

/** What a process does: resolves when it works, to what ends it. */
export type ProcessStart = (environment: ProcessEnvironment, logger: Logger) => Promise<() => Promise<void>>;

/** The frame of every process of ours: environment, logger, a quiet end on SIGTERM, a loud one on anything unexpected. */
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
