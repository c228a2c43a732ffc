import type { Logger } from 'pino';
import type { CompiledPolicy } from '#core/policy/compile-policy';

const rememberedMilliseconds = 2_000;

/**
 * The policy in force, read again when it is asked for and older than two seconds. Files that do not compile any more leave
 * the last good policy in force, and are told once.
 * @throws Error where there never was a good one
 */
export async function keepPolicy(
  load: () => Promise<CompiledPolicy>,
  logger: Pick<Logger, 'error' | 'info'>,
): Promise<() => Promise<CompiledPolicy>> {
  let policy = await load();
  let readAt = Date.now();
  let told: string | undefined;
  return async () => {
    if (Date.now() - readAt < rememberedMilliseconds) return policy;
    readAt = Date.now();
    try {
      const next = await load();
      if (next.sha256 !== policy.sha256) logger.info({ policy: next.sha256 }, 'another policy is in force');
      policy = next;
      told = undefined;
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      if (words !== told) logger.error({ policy: policy.sha256 }, `the last good policy stays in force: ${words}`);
      told = words;
    }
    return policy;
  };
}
