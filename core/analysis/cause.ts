/** The closed list of causes that a finding may name. */
export const Cause = {
  badRelease: 'bad_release',
  badConfiguration: 'bad_configuration',
  dependencyFailure: 'dependency_failure',
  resourceExhaustion: 'resource_exhaustion',
  instanceFailure: 'instance_failure',
  infrastructureFailure: 'infrastructure_failure',
  dataStoreTrouble: 'data_store_trouble',
  trafficChange: 'traffic_change',
  scheduledWork: 'scheduled_work',
  falseAlarm: 'false_alarm',
  unknown: 'unknown',
} as const;
export type Cause = (typeof Cause)[keyof typeof Cause];
