/** What can be wrong with audit logs. */
export const auditFindingKinds = [
  'record_changed',
  'record_removed',
  'record_inserted',
  'records_reordered',
  'tail_cut',
  'torn_record',
  'header_missing',
  'checkpoint_forged',
  'unknown_key',
  'algorithm_downgraded',
  'foreign_installation',
  'file_renamed',
  'file_missing',
  'head_forged',
  'evidence_changed',
  'bundle_changed',
] as const;

/** One place where a log is not as it was written. */
export interface AuditFinding {
  readonly kind: (typeof auditFindingKinds)[number];
  readonly file: string;
  readonly line?: number;
  /** The sequence number that the record there has, or should have. */
  readonly seq?: number;
  readonly words: string;
}
