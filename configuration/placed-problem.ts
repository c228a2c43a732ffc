import type { DocumentPath, PlacedProblem } from '#core/documents/problem';

/** The configuration cannot be used. */
export const error = (path: DocumentPath, problem: string, remedy: string): PlacedProblem => ({
  severity: 'error',
  path,
  at: 'value',
  problem,
  remedy,
});

/** It can be used, but a part of it will not do what it seems to. */
export const warning = (path: DocumentPath, problem: string, remedy: string): PlacedProblem => ({
  ...error(path, problem, remedy),
  severity: 'warning',
});
