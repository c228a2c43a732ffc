import type { Configuration } from '#configuration/configuration';
import { backEndsOf } from '#configuration/writes';
import { didYouMean } from '#core/text/nearest-name';
import type { SwitchScope } from '#core/policy/facts';

const listedNames = 20;

/**
 * A doubt about the name of a switch that was just set; undefined where there is none. A switch for a name that nothing
 * has stops nothing.
 */
export function nameDoubt(scope: SwitchScope, configuration: Configuration, file: string): string | undefined {
  const { kind, name } = scope;
  const names = namesOf(kind, configuration);
  if (kind === 'global' || names.includes(name)) return undefined;
  const more = names.length > listedNames ? `, and ${names.length - listedNames} more` : '';
  const known = names.length === 0 ? 'It has none.' : `It has: ${names.slice(0, listedNames).join(', ')}${more}.`;
  return `${file} has no ${kind} "${name}".${didYouMean(name, names)} ${known}`;
}

function namesOf(kind: SwitchScope['kind'], configuration: Configuration): readonly string[] {
  const { catalogue, approvals, toolServers } = configuration;
  const services = Object.values(catalogue.services);
  const backEnds = backEndsOf(configuration);
  switch (kind) {
    case 'global':
      return [];
    case 'environment':
      return sorted([...Object.keys(approvals.environments), ...backEnds.map(({ environment }) => environment)]);
    case 'owner':
      return sorted([...Object.keys(catalogue.owners), ...services.flatMap(({ owner }) => owner ?? [])]);
    case 'service':
      return sorted(Object.keys(catalogue.services));
    case 'adapter':
      return sorted([...Object.keys(toolServers), ...backEnds.flatMap(({ name, adapter }) => [name, adapter])]);
    default:
      return kind satisfies never;
  }
}

function sorted(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}
