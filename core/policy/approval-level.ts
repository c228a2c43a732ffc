import type { Risk } from '../ids/risk.ts';

export const environmentKinds = ['development', 'staging', 'production'] as const;
export type EnvironmentKind = (typeof environmentKinds)[number];

/** What it takes before an action runs, mildest first. */
export const approvalLevels = ['automatic', 'notified', 'one_approval', 'two_approvals'] as const;
export type ApprovalLevel = (typeof approvalLevels)[number];

export type WriteRisk = Exclude<Risk, 'read'>;
export const writeRisks = ['reversible', 'destructive'] as const satisfies readonly WriteRisk[];

/** What holds where no file asks for more. No file can ask for less. */
export const defaultLevels: Readonly<Record<EnvironmentKind, Readonly<Record<WriteRisk, ApprovalLevel>>>> = {
  development: { reversible: 'automatic', destructive: 'one_approval' },
  staging: { reversible: 'notified', destructive: 'one_approval' },
  production: { reversible: 'one_approval', destructive: 'two_approvals' },
};

export function stricterLevel(one: ApprovalLevel, other: ApprovalLevel): ApprovalLevel {
  return approvalLevels.indexOf(one) >= approvalLevels.indexOf(other) ? one : other;
}

/** Whether nobody has to approve at this level. */
export function isAutomatic(level: ApprovalLevel): boolean {
  return level === 'automatic' || level === 'notified';
}

export function levelWords(level: ApprovalLevel): string {
  switch (level) {
    case 'automatic':
      return 'runs without approval';
    case 'notified':
      return 'runs without approval and sends a notification';
    case 'one_approval':
      return "waits for 1 person of the owner's groups";
    case 'two_approvals':
      return "waits for 2 people of 2 groups, one of them the owner's";
    default:
      return level satisfies never;
  }
}
