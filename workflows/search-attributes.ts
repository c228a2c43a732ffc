import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

// Never encrypted: nothing secret stands in them.

export const IncidentService = defineSearchAttributeKey('IncidentService', SearchAttributeType.KEYWORD_LIST);
export const IncidentEnvironment = defineSearchAttributeKey('IncidentEnvironment', SearchAttributeType.KEYWORD);
export const IncidentSeverity = defineSearchAttributeKey('IncidentSeverity', SearchAttributeType.KEYWORD);
export const IncidentPhaseAttribute = defineSearchAttributeKey('IncidentPhase', SearchAttributeType.KEYWORD);
/** Of runs of runbooks: the runbook's name. */
export const RunbookId = defineSearchAttributeKey('RunbookId', SearchAttributeType.KEYWORD);

/** Of actions: people have to decide. */
export const AwaitingApproval = defineSearchAttributeKey('AwaitingApproval', SearchAttributeType.BOOL);

/** Registered before the first worker starts. */
export const searchAttributes = [
  IncidentService,
  IncidentEnvironment,
  IncidentSeverity,
  IncidentPhaseAttribute,
  RunbookId,
  AwaitingApproval,
] as const;
