import type { Logger } from 'pino';
import type { CompiledPolicy } from '#core/policy/compile-policy';

const rememberedMilliseconds = 2_000;

/**
 * The current policy, reloaded on use if it is older than two seconds. If the files no longer compile there is
 * no policy: they may have been about to tighten it, so the last good one may allow too much.
 * @throws Error if they do not compile; the returned function also throws until they do
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
        if (next.sha256 !== policy.sha256) logger.info({ policy: next.sha256 }, 'the policy has changed');
        policy = next;
        broken = undefined;
      } catch (error) {
        const words = error instanceof Error ? error.message : String(error);
        if (words !== broken) logger.error({ lastGood: policy.sha256 }, `there is no valid policy: ${words}`);
        broken = words;
      }
    }
    if (broken === undefined) return policy;
    throw new Error(`There is no valid policy, so nothing is written: ${broken} (run "holdfast policy check")`);
  };
}
