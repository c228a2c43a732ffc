import type { Environment } from '#core/ids/environment';
import type { DefinedTool } from '../../../kit/define-tool.ts';
import type { AlertsBackEnd } from '../back-end.ts';
import { getActiveAlerts } from './get-active-alerts.ts';

/** Sorted; one file each. */
export function alertsTools(backEnd: (environment: Environment) => AlertsBackEnd): readonly DefinedTool[] {
  return [getActiveAlerts(backEnd)];
}
