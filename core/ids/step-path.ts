/**
 * One execution of one step: `look/logs/errors`, `each/3/restart`. A plain text: people type paths, and whether one names a
 * step is decided by the runbook, not by its form.
 */
export type StepPath = string;
