/** The `type` of every failure that workflows and activities throw; workflows and people tell failures by it. */
export const FailureType = {
  /** Trying again cannot help: the request itself is wrong. */
  invalidRequest: 'InvalidRequest',
  /** An incident was started without a delivery. */
  noDelivery: 'NoDelivery',
  /** The server offers no such tool: asking it is not applicable. */
  noSuchTool: 'NoSuchTool',
  /** A tool refused; its message says the way out. */
  toolRefused: 'ToolRefused',
  /** A tool or its back end did not answer; trying again may help. */
  toolUnavailable: 'ToolUnavailable',
  /** Nobody was told, and trying again cannot help: no such destination, or it wants none of it. */
  notificationRefused: 'NotificationRefused',
  /** Nobody was told; trying again may help. */
  notificationFailed: 'NotificationFailed',
  /** What was waited for did not come about in time. */
  deadlinePassed: 'DeadlinePassed',
} as const;
export type FailureType = (typeof FailureType)[keyof typeof FailureType];
