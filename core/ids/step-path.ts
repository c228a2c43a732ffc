/** One execution of one step: `look/logs/errors`, `each/3/restart`. */
export type StepPath = string;
