import { createCallTool } from './call-tool.ts';
import { createPrepareInvestigation, type PreparationDependencies } from './prepare-investigation.ts';
import { createPrepareRun, type RunPreparationDependencies } from './prepare-run.ts';
import { createProposeAction, type ProposalDependencies } from './propose-action.ts';
import { createPublishBrief, type BriefDependencies } from './publish-brief.ts';
import { createPollStep, createReadStep } from './read-step.ts';
import { createSendNotification, type NotificationDependencies } from './send-notification.ts';
import type { ToolCallDependencies } from './tool-answer.ts';

export type ActivityDependencies = BriefDependencies &
  NotificationDependencies &
  PreparationDependencies &
  ProposalDependencies &
  RunPreparationDependencies &
  ToolCallDependencies;

export function createActivities(dependencies: ActivityDependencies) {
  return {
    prepareInvestigation: createPrepareInvestigation(dependencies),
    callTool: createCallTool(dependencies),
    publishBrief: createPublishBrief(dependencies),
    prepareRun: createPrepareRun(dependencies),
    readStep: createReadStep(dependencies),
    pollStep: createPollStep(dependencies),
    proposeAction: createProposeAction(dependencies),
    sendNotification: createSendNotification(dependencies),
  };
}

export type Activities = ReturnType<typeof createActivities>;
