import type { CatalogueService } from '../evidence/catalogue.ts';
import { Cause } from '../analysis/cause.ts';
import type { Finding, RuleWitness } from '../analysis/finding.ts';
import { clock, plain } from './words.ts';

/** What a person would do next about a finding, most helpful first; words, not commands. */
export function recommend(
  finding: Finding,
  { services, rules }: { readonly services: readonly CatalogueService[]; readonly rules: readonly RuleWitness[] },
): readonly string[] {
  const { change } = finding;
  const service = plain(finding.service, 60);
  const owner = services.find(({ name }) => name === finding.service)?.owner;
  const page = owner
    ? `page ${plain(owner, 40)}, who own ${service}`
    : `find the owner of ${service}: the catalogue names none`;
  switch (finding.cause) {
    case Cause.badRelease:
      return [
        change?.previous_version
          ? `roll back ${service} to ${plain(change.previous_version, 40)}`
          : `roll back the last release of ${service}`,
        page,
      ];
    case Cause.badConfiguration:
      return [
        `take back the ${change?.kind ?? 'configuration'} change of ${service}${change ? ` from ${clock(change.at)}` : ''}`,
        page,
      ];
    case Cause.resourceExhaustion:
      return [`restart or scale out ${service} to free what ran out, then look for what holds it`, page];
    case Cause.instanceFailure:
      return [failingInstance(finding, service), page];
    case Cause.dependencyFailure:
    case Cause.infrastructureFailure:
    case Cause.dataStoreTrouble:
      return [page, `shed load from ${service} or fail fast where it is called`];
    case Cause.trafficChange:
      return [`scale out ${service} or limit its traffic`, page];
    case Cause.scheduledWork:
      return [`let the scheduled work of ${service} end or stop it`, page];
    case Cause.falseAlarm:
      return [falseAlarm(rules)];
    case Cause.unknown:
      return [page];
    default: {
      const never: never = finding.cause;
      return never;
    }
  }
}

function failingInstance({ conditions = [] }: Finding, service: string): string {
  const [only, another] = [...new Set(conditions.flatMap(({ subjects }) => subjects))];
  if (only === undefined) return `replace the lost instance of ${service}`;
  return another === undefined
    ? `look at the log of ${plain(only, 60)}, then restart or replace it`
    : `look at the logs of the failing instances of ${service}, then restart or replace them`;
}

function falseAlarm(rules: readonly RuleWitness[]): string {
  const empty = rules.find(({ state }) => state === 'measures_nothing');
  return empty
    ? `no action; mend the rule ${plain(empty.name, 60)}: ${plain(empty.expression, 60)} measures nothing`
    : 'no action; look at the rule if it fires again';
}
