import { join } from 'node:path';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { endWithOwner } from '#processes/end-with-owner';
import { everyKindActivities } from './every-kind-run.ts';

// A worker as a process of its own, so that it can be killed: <address> <task queue> <cached workflows> <delay in ms>

endWithOwner();
const [address, taskQueue = '', cached, delay] = process.argv.slice(2);
Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address }),
  taskQueue,
  workflowBundle: { codePath: join(import.meta.dirname, '..', '..', 'workflow-bundle.js') },
  maxCachedWorkflows: Number(cached),
  stickyQueueScheduleToStartTimeout: '1s',
  activities: everyKindActivities(Number(delay)),
});
await worker.run();
