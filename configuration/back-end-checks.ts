import type { PlacedProblem } from '#core/documents/problem';
import { configuredBackEnds } from '#mcp/kit/server-entry';
import type { Configuration } from './configuration.ts';
import { error } from './placed-problem.ts';
import { isBuiltIn } from './tool-servers.ts';

/** Several back ends of one environment are told apart by their names: in answers, in the catalogue, by kill switches. */
export function backEndNames({ toolServers }: Configuration): PlacedProblem[] {
  return Object.entries(toolServers).flatMap(([server, entry]) => {
    if (!entry || !isBuiltIn(entry)) return [];
    return Object.keys(entry.environments).flatMap((environment) => {
      const seen = new Set<string>();
      return configuredBackEnds(entry, environment).flatMap(({ name }, index) => {
        if (!seen.has(name)) {
          seen.add(name);
          return [];
        }
        const path = ['toolServers', server, 'environments', environment, index];
        return [error(path, `a second back end "${name}"`, 'Give each of several a name of its own: name: ...')];
      });
    });
  });
}
