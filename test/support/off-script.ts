import { ApplicationFailure } from '@temporalio/common';
import type { Activities } from '#activities/index';

const offScript = (what: string) => async (): Promise<never> => {
  throw ApplicationFailure.nonRetryable(`the script has no ${what}`, 'OffScript');
};

/** Activities of which each fails: for scripts that say only what they know. */
export const offScriptActivities: Activities = {
  prepareInvestigation: offScript('investigation'),
  callTool: offScript('item'),
  publishBrief: offScript('brief'),
  prepareRun: offScript('run'),
  readStep: offScript('read'),
  pollStep: offScript('poll'),
  proposeAction: offScript('proposal'),
  sendNotification: offScript('notification'),
};
