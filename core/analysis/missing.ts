import type { RuleWitness } from './finding.ts';
import type { Scene } from './scene.ts';
import { listing } from './words.ts';

/** What would have to be known for a better answer: each names the thing, and the next step where there is one. */
export function missingIn(
  scene: Scene,
  alert: { readonly services: readonly string[]; readonly firing: readonly string[]; readonly beganUnseen?: boolean },
): readonly string[] {
  const pictured = scene.reach.flatMap((service) => scene.pictures.get(service) ?? []);
  const names = (some: typeof pictured) => listing(some.map(({ service }) => service));
  const dark = pictured.filter(({ series }) => series.length === 0);
  const unseen = pictured.filter(({ series, observed }) => series.length > 0 && !observed);
  const errorsUnseen = pictured.filter(({ observed, errorsObserved }) => observed && !errorsObserved);
  const badAllAlong = pictured.filter(({ atBadLevel, troubles }) => atBadLevel.length > 0 && troubles.length === 0);
  const strange = scene.alertServices.filter((service) => !scene.graph.knows(service));
  return [
    ...(alert.services.length > 0 ? [] : ['The service that the alert is about: it names none.']),
    ...rulesMissing(scene, alert.firing),
    ...(alert.beganUnseen
      ? ['A time before the trouble to compare with: the alert is older than what was looked at.']
      : []),
    ...(strange.length > 0 ? [`What ${listing(strange)} waits for: it is not in the catalogue.`] : []),
    ...(dark.length > 0 ? [`The golden signals of ${names(dark)}: none were obtained.`] : []),
    ...(unseen.length > 0
      ? [`Errors or latency of ${names(unseen)} from before the alert up to it: ask for a window that holds both.`]
      : []),
    ...(errorsUnseen.length > 0 ? [`The errors of ${names(errorsUnseen)}: only their latency is known.`] : []),
    ...(badAllAlong.length > 0
      ? [`A healthy time of ${names(badAllAlong)} to compare with: it is in trouble from the first point on.`]
      : []),
    ...(scene.observed.changesListed ? [] : ['Recent changes: no tool gave a list of them.']),
  ];
}

/** What the rules that fire leave open. */
function rulesMissing(
  { rules, enoughPoints, alertServices, pictures }: Scene,
  firing: readonly string[],
): readonly string[] {
  const stateOf = (name: string) => rules.filter((rule) => rule.name === name).map(({ state }) => state);
  const named = (holds: (states: readonly RuleWitness['state'][]) => boolean) =>
    firing.filter((name) => holds(stateOf(name)));
  const thin = alertServices.filter((service) => (pictures.get(service)?.series.length ?? 0) > 0);
  const unknown = named((states) => states.length === 0);
  const empty = named((states) => states.includes('no_data'));
  const young = named((states) => states.includes('too_few_points'));
  return [
    ...(unknown.length > 0 ? [`What the rule of ${listing(unknown)} measures: no tool evaluated it.`] : []),
    ...(empty.length > 0 ? [`What the rule of ${listing(empty)} measures: it has no data.`] : []),
    ...(young.length > 0 ? [`More points of what the rule of ${listing(young)} measures: too few to judge.`] : []),
    ...(enoughPoints || thin.length === 0
      ? []
      : [`More points of ${listing(thin)} since the trouble began: too few to judge.`]),
  ];
}

/** Where to look next when no cause was found. */
export function nextSteps(scene: Scene): readonly string[] {
  if (scene.origins.length > 0) {
    return [`Log lines and traces of ${listing(scene.origins)} since the trouble began: look for what is new in them.`];
  }
  if (scene.violatedSince !== undefined) {
    const names = scene.rules.filter(({ state }) => state === 'violated').map(({ name }) => name);
    return [
      `Why the golden signals show nothing of what ${listing(names)} measures: do the catalogue's selectors look at the same?`,
    ];
  }
  const moved = scene.reach.filter((service) => (scene.pictures.get(service)?.symptoms.length ?? 0) > 0);
  if (moved.length > 0) return [`Who calls ${listing(moved)}: the requests changed, and nothing else did.`];
  return [];
}
