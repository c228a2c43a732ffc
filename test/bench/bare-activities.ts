import type { RunId } from '#core/ids/workflow-ids';
import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '#activities/index';

// What a run of a runbook is held against: the same activity, as often, with nothing around it.

const { readStep } = proxyActivities<Pick<Activities, 'readStep'>>({ startToCloseTimeout: '30s' });

export async function bareActivities(count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    await readStep({
      runId: 'bare' as RunId,
      path: `s${index}`,
      server: 'a',
      tool: 'b',
      arguments: {},
      select: [['value']],
      withinSeconds: 30,
    });
  }
}

export { runRunbook } from '#workflows/run/run-runbook';
