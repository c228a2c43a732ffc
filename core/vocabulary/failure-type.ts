/** The `type` of every failure that workflows and activities throw; workflows and people tell failures by it. */
export const FailureType = {
  /** Trying again cannot help: the request itself is wrong. */
  invalidRequest: 'InvalidRequest',
  /** An incident was started without a delivery. */
  noDelivery: 'NoDelivery',
  /** A tool refused; its message says the way out. */
  toolRefused: 'ToolRefused',
  /** A tool or its back end did not answer; trying again may help. */
  toolUnavailable: 'ToolUnavailable',
} as const;
export type FailureType = (typeof FailureType)[keyof typeof FailureType];
