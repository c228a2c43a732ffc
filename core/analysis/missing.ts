import type { Scene } from './scene.ts';
import { listing } from './words.ts';

/** What would have to be known for a better answer: each names the thing, and the next step where there is one. */
export function missingIn(
  scene: Scene,
  alert: { readonly services: readonly string[]; readonly beganUnseen?: boolean },
): readonly string[] {
  const pictured = scene.reach.flatMap((service) => scene.pictures.get(service) ?? []);
  const names = (some: typeof pictured) => listing(some.map(({ service }) => service));
  const dark = pictured.filter(({ series }) => series.length === 0);
  const unseen = pictured.filter(({ series, observed }) => series.length > 0 && !observed);
  const badAllAlong = pictured.filter(({ atBadLevel, troubles }) => atBadLevel.length > 0 && troubles.length === 0);
  const strange = scene.alertServices.filter((service) => !scene.graph.knows(service));
  return [
    ...(alert.services.length > 0 ? [] : ['The service that the alert is about: it names none.']),
    ...(alert.beganUnseen
      ? ['A time before the trouble to compare with: the alert is older than what was looked at.']
      : []),
    ...(strange.length > 0 ? [`What ${listing(strange)} waits for: it is not in the catalogue.`] : []),
    ...(dark.length > 0 ? [`The golden signals of ${names(dark)}: none were obtained.`] : []),
    ...(unseen.length > 0
      ? [`Errors or latency of ${names(unseen)} from before the alert up to it: ask for a window that holds both.`]
      : []),
    ...(badAllAlong.length > 0
      ? [`A healthy time of ${names(badAllAlong)} to compare with: it is in trouble from the first point on.`]
      : []),
    ...(scene.observed.changesListed ? [] : ['Recent changes: no tool gave a list of them.']),
  ];
}

/** Where to look next when no cause was found. */
export function nextSteps(scene: Scene): readonly string[] {
  if (scene.origins.length > 0) {
    return [`Log lines and traces of ${listing(scene.origins)} since the trouble began: look for what is new in them.`];
  }
  const moved = scene.reach.filter((service) => (scene.pictures.get(service)?.symptoms.length ?? 0) > 0);
  if (moved.length > 0) return [`Who calls ${listing(moved)}: the requests changed, and nothing else did.`];
  return [];
}
