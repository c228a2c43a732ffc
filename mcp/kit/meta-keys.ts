/** Keys in the `_meta` of requests and results. */
export const MetaKey = {
  /** Request: the incident that the call serves. Rate limits and the audit use it. */
  incident: 'holdfast/incident',
  /** Request: the caller. Trusted only over our own transports (in process, stdio). */
  principal: 'holdfast/principal',
  /** Result: `{code, message, retryable}` of a tool error. */
  error: 'holdfast/error',
  /** Result: `untrusted`, for clients that pass it to a model. */
  content: 'holdfast/content',
} as const;
