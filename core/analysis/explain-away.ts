import { isAcute, isRecent } from './conditions.ts';
import type { Symptom } from './finding.ts';
import { byText } from './order.ts';
import type { Graph } from './reach.ts';
import { reachable } from './reach.ts';
import type { Picture } from './symptoms.ts';
import { hasAcuteCondition, isLatency } from './symptoms.ts';

// A dependency that moved by less than this part of its caller's move does not explain the caller.
const LEAST_SHARE = 0.2;
// Slower answers alone become errors where calls run into their deadlines, and no deadline is shorter than this rise.
const LEAST_TIMEOUT_SECONDS = 0.2;

export interface Origins {
  /** Troubled services that no troubled dependency explains, sorted. */
  readonly origins: readonly string[];
  /** Explained service to the dependency that explains it. */
  readonly explainedBy: ReadonlyMap<string, string>;
}

/**
 * Troubles spread from a dependency to those who wait for it. A troubled service gives way when it waits for a troubled
 * one that could have caused its troubles; services that wait for each other in a circle all stay.
 */
export function explainAway(pictures: ReadonlyMap<string, Picture>, graph: Graph): Origins {
  const edges = new Map<string, readonly string[]>();
  for (const picture of pictures.values()) {
    if (!isTroubled(picture)) continue;
    const causes = waitedFor(picture.service, pictures, graph).filter((cause) => explains(cause, picture));
    edges.set(
      picture.service,
      causes.sort((a, b) => strength(b) - strength(a) || byText(a.service, b.service)).map(({ service }) => service),
    );
  }
  const causesBelow = (service: string) => reachable([service], (from) => edges.get(from) ?? []);
  const isOrigin = (service: string) => causesBelow(service).every((below) => causesBelow(below).includes(service));
  const origins = [...edges.keys()].filter(isOrigin).sort(byText);
  const explainedBy = new Map<string, string>();
  for (const service of edges.keys()) {
    const origin = causesBelow(service).find((below) => origins.includes(below));
    if (origin !== undefined && !origins.includes(service)) explainedBy.set(service, origin);
  }
  return { origins, explainedBy };
}

/** The troubled services that one waits for: directly, or through others that nothing is known of. */
function waitedFor(service: string, pictures: ReadonlyMap<string, Picture>, graph: Graph): Picture[] {
  const isBlind = (name: string) => (pictures.get(name)?.series.length ?? 0) === 0;
  const names = reachable(graph.dependenciesOf(service), (name) => (isBlind(name) ? graph.dependenciesOf(name) : []));
  return names
    .filter((name) => name !== service)
    .flatMap((name) => pictures.get(name) ?? [])
    .filter(isTroubled);
}

function isTroubled(picture: Picture): boolean {
  return picture.troubles.length > 0 || hasAcuteCondition(picture);
}

function explains(cause: Picture, caller: Picture): boolean {
  const slack = Math.max(30, ...caller.series.map(({ stepSeconds }) => 3 * stepSeconds));
  if (failsByItself(cause, { onset: caller.onset, slack })) return true;
  if ((cause.onset ?? Infinity) > (caller.onset ?? -Infinity) + slack) return false;
  // Calls that reach no instance fail at the caller alone: nobody is left who could count them.
  if (cause.troubles.some(({ signal }) => signal === 'instances_up')) return true;
  if (caller.troubles.some(({ signal }) => signal === 'error_ratio') && !couldFailCalls(cause)) return false;
  const shares = caller.troubles
    .filter(({ signal }) => signal === 'error_ratio' || isLatency(signal))
    .flatMap((symptom) => {
      const same = cause.troubles.find(({ signal, dimension }) => signal === symptom.signal && !dimension);
      return same ? [rise(same) / rise(symptom)] : [];
    });
  return shares.length === 0 || shares.some((share) => share >= LEAST_SHARE);
}

/** Whether its instances began to fail no later than the caller's trouble, and not long before. */
function failsByItself(
  { conditions }: Picture,
  { onset, slack }: { readonly onset?: number; readonly slack: number },
): boolean {
  // Of a caller whose signals show nothing it is not known which of the two came first.
  if (onset === undefined) return false;
  return conditions.filter(isAcute).some((one) => isRecent(one, onset) && (one.since ?? 0) <= onset + slack);
}

/** Whether calls to it may fail: because it answers with errors, late, or not at all for want of capacity. */
function couldFailCalls({ troubles }: Picture): boolean {
  return troubles.some((symptom) => !isLatency(symptom.signal) || rise(symptom) >= LEAST_TIMEOUT_SECONDS);
}

function rise({ before, after }: Symptom): number {
  return after.value - before.value;
}

function strength({ troubles }: Picture): number {
  return Math.abs(troubles[0]?.deviation ?? 0);
}
