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
  /** No destination was notified, and a retry cannot help: it does not exist, or it refuses the message. */
  notificationRefused: 'NotificationRefused',
  /** No destination was notified; a retry may help. */
  notificationFailed: 'NotificationFailed',
  /** What was waited for did not come about in time. */
  deadlinePassed: 'DeadlinePassed',
} as const;
export type FailureType = (typeof FailureType)[keyof typeof FailureType];
