import type { Evidence } from '../evidence/evidence.ts';
import type { AlertRule, Change } from '../evidence/observations.ts';
import { type JoinedSeries, seriesKey } from '../evidence/join-series.ts';
import { type Observations, type ObservedItem, observationsOf } from '../evidence/read-observations.ts';
import type { EvidenceId } from '../ids/evidence-id.ts';
import { byText } from './order.ts';

/** With the evidence to cite for it. */
export type Cited<Seen> = Seen & { readonly evidence: EvidenceId };

export type ObservedSeries = Cited<JoinedSeries>;

export interface ObservedChange {
  readonly change: Change;
  readonly evidence: EvidenceId;
  /** The environment that was asked about. */
  readonly environment: string;
  /** Unix seconds. */
  readonly at: number;
}

/** What all the evidence of an investigation shows together. */
export interface Observed {
  /** One series per service, signal and dimension. */
  readonly series: readonly ObservedSeries[];
  readonly changes: readonly ObservedChange[];
  /** Whether any tool answered with a list of changes, be it empty. */
  readonly changesListed: boolean;
  readonly rules: readonly Cited<ObservedItem<AlertRule, undefined>>[];
  /** Every answer, in the order of its id: for what is said of a service at one time, rather than over time. */
  readonly answers: readonly Cited<{ readonly observations: Observations }>[];
  /** Evidence that is only a part of the answer, or that its back end warns of. */
  readonly partial: ReadonlySet<EvidenceId>;
}

// Fewer points show no onset, so a coarser series that has more is preferred.
const ENOUGH_POINTS = 6;

/** Merges the observations of all evidence, in whatever order. Changes planned for after `now` (Unix seconds) are left out. */
export function observe(evidence: readonly Evidence[], now: number): Observed {
  const best = new Map<string, ObservedSeries>();
  const changes = new Map<string, ObservedChange>();
  const rules: Cited<ObservedItem<AlertRule, undefined>>[] = [];
  const answers: Cited<{ readonly observations: Observations }>[] = [];
  const partial = new Set<EvidenceId>();
  let changesListed = false;
  for (const { id, payload } of evidence.toSorted((a, b) => byText(a.id, b.id))) {
    const observations = observationsOf(payload);
    answers.push({ observations, evidence: id });
    for (const series of observations.series) {
      const known = best.get(seriesKey(series));
      if (!known || showsMore(series, known)) best.set(seriesKey(series), { ...series, evidence: id });
    }
    if (observations.lists.has('changes')) changesListed = true;
    rules.push(...observations.rules.map((rule) => ({ ...rule, evidence: id })));
    const { meta, warnings } = payload;
    if (meta.truncated || warnings.length > 0 || observations.notes.length > 0) partial.add(id);
    for (const { item: change, environment, at } of observations.changes) {
      const key = JSON.stringify([change.service, change.id]);
      if (at !== undefined && at <= now && !changes.has(key)) {
        changes.set(key, { change, evidence: id, environment, at });
      }
    }
  }
  return {
    series: [...best].sort(([a], [b]) => byText(a, b)).map(([, series]) => series),
    changes: [...changes.values()].sort((a, b) => a.at - b.at || byText(a.change.id, b.change.id)),
    changesListed,
    rules,
    answers,
    partial,
  };
}

function showsMore(series: JoinedSeries, known: JoinedSeries): boolean {
  const [enough, knownEnough] = [series.points.length >= ENOUGH_POINTS, known.points.length >= ENOUGH_POINTS];
  if (enough !== knownEnough) return enough;
  if (enough && series.stepSeconds !== known.stepSeconds) return series.stepSeconds < known.stepSeconds;
  return series.points.length > known.points.length;
}
