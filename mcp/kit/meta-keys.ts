/** What travels beside arguments and results, in `_meta`. */
export const MetaKey = {
  /** Request: the incident that the call serves. Rate limits and the audit use it. */
  incident: 'holdfast/incident',
  /** Request: who calls. Believed where the transport is ours (in process, stdio). */
  principal: 'holdfast/principal',
  /** Result: `{code, message, retryable}` of a tool error. */
  error: 'holdfast/error',
  /** Result: `untrusted`, for whoever shows it to a model. */
  content: 'holdfast/content',
} as const;
