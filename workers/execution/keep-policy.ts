import type { Logger } from 'pino';
import type { CompiledPolicy } from '#core/policy/compile-policy';

const rememberedMilliseconds = 2_000;

/**
 * The policy in force, read again when it is asked for and older than two seconds. Where the files do not compile any more
 * none is: what they were to tighten is not known, so that the last good one may allow what it should not.
 * @throws Error where they do not compile: at once, and of what is returned each time until they do
 */
export async function keepPolicy(
  load: () => Promise<CompiledPolicy>,
  logger: Pick<Logger, 'error' | 'info'>,
): Promise<() => Promise<CompiledPolicy>> {
  let policy = await load();
  let readAt = Date.now();
  let broken: string | undefined;
  return async () => {
    if (Date.now() - readAt >= rememberedMilliseconds) {
      readAt = Date.now();
      try {
        const next = await load();
        if (next.sha256 !== policy.sha256) logger.info({ policy: next.sha256 }, 'another policy is in force');
        policy = next;
        broken = undefined;
      } catch (error) {
        const words = error instanceof Error ? error.message : String(error);
        if (words !== broken) logger.error({ lastGood: policy.sha256 }, `no policy is in force: ${words}`);
        broken = words;
      }
    }
    if (broken === undefined) return policy;
    throw new Error(`No policy is in force, so nothing is written: ${broken} (holdfast policy check)`);
  };
}
