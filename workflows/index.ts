// The bundler's entry: what a worker can run.
export { incident } from './incident/incident.ts';
export { investigation } from './incident/investigation.ts';
export { runRunbook } from './run/run-runbook.ts';
