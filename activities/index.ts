import { createCallTool, type ToolCallDependencies } from './call-tool.ts';
import { createPrepareInvestigation, type PreparationDependencies } from './prepare-investigation.ts';
import { createPublishBrief, type BriefDependencies } from './publish-brief.ts';

export type ActivityDependencies = PreparationDependencies & ToolCallDependencies & BriefDependencies;

export function createActivities(dependencies: ActivityDependencies) {
  return {
    prepareInvestigation: createPrepareInvestigation(dependencies),
    callTool: createCallTool(dependencies),
    publishBrief: createPublishBrief(dependencies),
  };
}

export type Activities = ReturnType<typeof createActivities>;
