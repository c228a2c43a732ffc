/**
 * Waits for all of them, whatever becomes of some: nothing may run on when a step has ended.
 * @throws the first rejection, when all have ended
 */
export async function allSettled(work: readonly Promise<unknown>[]): Promise<void> {
  const settled = await Promise.allSettled(work);
  const rejected = settled.find((one) => one.status === 'rejected');
  if (rejected) throw rejected.reason;
}
