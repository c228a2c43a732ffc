// The bundler's entry: what a worker can run.
export { incident } from './incident.ts';
export { investigation } from './investigation.ts';
export { runRunbook } from './run-runbook.ts';
