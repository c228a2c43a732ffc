import { condition, defineUpdate, proxyActivities, setHandler } from '@temporalio/workflow';

// What an approval is held against: an update that starts an activity, with nothing around it.

const { nothing } = proxyActivities<{ nothing(number: number): Promise<void> }>({ startToCloseTimeout: '30s' });

export const doNothing = defineUpdate<void, [number]>('doNothing');

export async function bareUpdate(): Promise<void> {
  let isDone = false;
  setHandler(doNothing, async (number) => {
    await nothing(number);
    isDone = true;
  });
  await condition(() => isDone);
}

export { action, serviceLock } from '#workflows/execute-index';
