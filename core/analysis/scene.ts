import type { CatalogueService } from '../evidence/catalogue.ts';
import type { Symptom } from './finding.ts';
import { explainAway } from './explain-away.ts';
import type { Observed } from './observed.ts';
import { distinct } from './order.ts';
import type { Graph } from './reach.ts';
import { graphOf, reachable } from './reach.ts';
import type { Picture } from './symptoms.ts';
import { byStrength, pictureOf } from './symptoms.ts';

/** Everything that the rules for causes look at. */
export interface Scene {
  /** Sorted. Where the alert names none: every service that is known of. */
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
  /** Unix seconds, of the earliest trouble in reach; the alert's start where there is none. */
  readonly onset: number;
}

export function sceneOf(
  alert: { readonly services: readonly string[]; readonly startedAt: number },
  topology: readonly CatalogueService[],
  observed: Observed,
): Scene {
  const graph = graphOf(topology);
  const named = topology.flatMap(({ name, dependencies }) => [name, ...dependencies]);
  const told = [
    ...observed.series.map(({ service }) => service),
    ...observed.changes.map(({ change }) => change.service),
  ];
  const services = distinct([...alert.services, ...named, ...told]);
  const pictures = new Map(services.map((service) => [service, pictureOf(service, observed, alert.startedAt)]));
  const alertServices = alert.services.length > 0 ? distinct(alert.services) : services;
  const reach = reachable(alertServices, graph.dependenciesOf);
  const { origins, explainedBy } = explainAway(pictures, graph);
  const onsets = reach.flatMap((service) => pictures.get(service)?.onset ?? []);
  return {
    alertServices,
    reach,
    graph,
    pictures,
    observed,
    origins: origins.filter((origin) => reach.includes(origin)),
    explainedBy,
    onset: onsets.length > 0 ? Math.min(...onsets) : alert.startedAt,
  };
}

/** The troubles of services, the strongest first. */
export function troublesOf(scene: Scene, services: readonly string[]): readonly Symptom[] {
  return services.flatMap((service) => scene.pictures.get(service)?.troubles ?? []).sort(byStrength);
}
