import type { CatalogueService } from '../evidence/catalogue.ts';
import { conditionsOf, isAcute, LONGEST_LEAD_SECONDS, soundInstances } from './conditions.ts';
import type { RuleWitness, Symptom } from './finding.ts';
import { explainAway } from './explain-away.ts';
import type { Observed } from './observed.ts';
import { byText, distinct, grouped } from './order.ts';
import type { Graph } from './reach.ts';
import { graphOf, reachable } from './reach.ts';
import { ENOUGH_POINTS, witnessOf } from './rule-witness.ts';
import { subjectOfRules } from './subject.ts';
import type { Picture } from './symptoms.ts';
import { byStrength, isLatency, pictureOf } from './symptoms.ts';

/** Everything that the rules for causes look at. */
export interface Scene {
  /** Sorted. Where neither the alert nor its rule names one: every service that is known. */
  readonly alertServices: readonly string[];
  /** The alerting services and all that they wait for, nearest first. */
  readonly reach: readonly string[];
  readonly graph: Graph;
  /** Of every service in the catalogue, in the alert or in the evidence. */
  readonly pictures: ReadonlyMap<string, Picture>;
  readonly observed: Observed;
  /** Troubled services in reach that nothing they wait for explains. */
  readonly origins: readonly string[];
  /** Explained service to the origin that explains it. */
  readonly explainedBy: ReadonlyMap<string, string>;
  /** How the rules of the incident's alerts stand, in the order of their names. */
  readonly rules: readonly RuleWitness[];
  /** Unix seconds: since when a rule is violated. */
  readonly violatedSince?: number;
  /** Whether the alerting services have enough points since the trouble began to say how they are. */
  readonly enoughPoints: boolean;
  /**
   * Unix seconds, of the earliest trouble in reach that began around the violation, by signals, else by what happened to
   * instances; else of the violation, or the alert.
   */
  readonly onset: number;
}

export function sceneOf(
  alert: { readonly services: readonly string[]; readonly startedAt: number; readonly firing: readonly string[] },
  topology: readonly CatalogueService[],
  { observed, now }: { readonly observed: Observed; readonly now: number },
): Scene {
  const graph = graphOf(topology);
  const named = topology.flatMap(({ name, dependencies }) => [name, ...dependencies]);
  const conditions = conditionsOf(observed.answers, alert, now);
  const seen = [
    ...observed.series.map(({ service }) => service),
    ...observed.changes.map(({ change }) => change.service),
    ...conditions.map(({ service }) => service),
  ];
  const services = distinct([...alert.services, ...named, ...seen]);
  const parts = {
    observed,
    conditions: grouped(conditions, ({ service }) => service),
    sound: soundInstances(observed.answers),
    alertAt: alert.startedAt,
  };
  const pictures = new Map(services.map((service) => [service, pictureOf(service, parts)]));
  const rules = observed.rules
    .map((rule) => witnessOf(rule, alert.startedAt))
    .sort((a, b) => byText(a.name, b.name) || byText(a.evidence, b.evidence));
  const violations = rules.flatMap(({ since }) => since ?? []);
  const violatedSince = violations.length > 0 ? Math.min(...violations) : undefined;
  const subject = alert.services.length > 0 ? alert.services : subjectOfRules(rules, named);
  const alertServices = subject.length > 0 ? distinct(subject) : services;
  const reach = reachable(alertServices, graph.dependenciesOf);
  const { origins, explainedBy } = explainAway(pictures, graph);
  const notLongBefore = (bound: number) => (onset: number) => onset >= bound - LONGEST_LEAD_SECONDS;
  const pictured = reach.flatMap((service) => pictures.get(service) ?? []);
  const moved = pictured.flatMap(({ onset }) => onset ?? []).filter(notLongBefore(violatedSince ?? -Infinity));
  const failed = pictured.flatMap((picture) => picture.conditions.filter(isAcute).flatMap(({ since }) => since ?? []));
  // Signals say more exactly when it began than events, which come late and repeat.
  const onsets = moved.length > 0 ? moved : failed.filter(notLongBefore(violatedSince ?? alert.startedAt));
  const begun = Math.min(alert.startedAt, violatedSince ?? Infinity);
  return {
    alertServices,
    reach,
    graph,
    pictures,
    observed,
    origins: origins.filter((origin) => reach.includes(origin)),
    explainedBy,
    rules,
    ...(violatedSince === undefined ? {} : { violatedSince }),
    enoughPoints: alertServices.every((service) => hasPointsSince(pictures.get(service), begun)),
    onset: onsets.length > 0 ? Math.min(...onsets) : (violatedSince ?? alert.startedAt),
  };
}

/** The troubles of services, the strongest first. */
export function troublesOf(scene: Scene, services: readonly string[]): readonly Symptom[] {
  return services.flatMap((service) => scene.pictures.get(service)?.troubles ?? []).sort(byStrength);
}

function hasPointsSince(picture: Picture | undefined, begun: number): boolean {
  return (picture?.series ?? []).some(
    ({ signal, dimension, points }) =>
      !dimension &&
      (signal === 'error_ratio' || isLatency(signal)) &&
      points.filter(([time]) => time >= begun).length >= ENOUGH_POINTS,
  );
}
