import type { Brief } from '#core/brief/brief';
import type { Evidence } from '#core/evidence/evidence';
import type { EvidenceId } from '#core/ids/evidence-id';
import type { RuleWitness, Symptom } from '#core/analysis/finding';
import type { Series } from '#core/evidence/observations';
import { observationsOf } from '#core/evidence/read-observations';
import type { JoinedSeries } from '#core/evidence/join-series';
import { ruleStateWords } from '#core/brief/rule-words';
import { clock, plain, quantity, signalWord } from '#core/brief/words';

/** Signals that matter: more on one page and nobody looks at any. */
const PLOTS = 6;
/** Room that is kept for the blamed service where symptoms alone would fill the page. */
const KEPT_FOR_BLAMED = 2;
const PLOTS_OF_RULES = 2;
const LINES_PER_PLOT = 6;
const MARKS_PER_PLOT = 4;

export interface PlotLine {
  readonly name: string;
  /** `[unix seconds, value]`, ascending. */
  readonly points: readonly (readonly [number, number])[];
}

export interface PlotMark {
  /** Unix seconds. */
  readonly at: number;
  readonly label: string;
  /** The onset, the change that the first finding blames, or another change. */
  readonly kind: 'onset' | 'blamed' | 'change';
}

/** One signal of one service over time, ready to be drawn. */
export interface Plot {
  readonly title: string;
  /** What the picture shows, in words, for who does not see it. */
  readonly description: string;
  readonly unit: Series['unit'] | 'number';
  /** Of an alert's rule: drawn as a level line. */
  readonly threshold?: number;
  readonly lines: readonly PlotLine[];
  readonly marks: readonly PlotMark[];
}

/** Evidence that may hold series of the brief, what matters most first. */
export function plottedEvidence(brief: Brief): readonly EvidenceId[] {
  return [
    ...new Set([
      ...(brief.rules ?? []).map(({ evidence }) => evidence),
      ...brief.symptoms.flatMap(({ before, after }) => [after.evidence, before.evidence]),
      ...brief.findings.flatMap(({ evidence }) => evidence),
      ...brief.items.flatMap(({ evidence }) => evidence ?? []),
    ]),
  ].slice(0, 40);
}

/** Chooses what the alerts' rules measure, the symptoms and the signals of the blamed service; at most {@link PLOTS}. Pure. */
export function choosePlots(brief: Brief, evidence: readonly Evidence[]): readonly Plot[] {
  const series = evidence.flatMap(({ payload }) => observationsOf(payload).series);
  const groups = groupSeries(series.filter(({ points }) => points.length >= 2));
  const keysOfSymptoms = [...new Set(brief.symptoms.map(keyOf))].filter((key) => groups.has(key));
  const blamed = brief.findings[0]?.service;
  const keysOfBlamed = [...groups.keys()].filter(
    (key) => groups.get(key)?.[0]?.service === blamed && !keysOfSymptoms.includes(key),
  );
  const kept = Math.min(KEPT_FOR_BLAMED, keysOfBlamed.length);
  const rules = plotRules(brief, evidence);
  const left = PLOTS - rules.length;
  const chosen = [...keysOfSymptoms.slice(0, left - kept), ...keysOfBlamed].slice(0, left);
  return [...rules, ...chosen.map((key) => toPlot(groups.get(key) ?? [], brief))];
}

/** What the rules measure, whatever the catalogue knows; the rule that is violated first. */
function plotRules(brief: Brief, evidence: readonly Evidence[]): readonly Plot[] {
  const isViolated = ({ state }: RuleWitness) => state === 'violated';
  const witnesses = (brief.rules ?? []).toSorted((a, b) => Number(isViolated(b)) - Number(isViolated(a)));
  return witnesses
    .flatMap((witness) => {
      const { evidence: id, name, expression, threshold } = witness;
      const observed = evidence.filter((one) => one.id === id).flatMap(({ payload }) => observationsOf(payload).rules);
      const rule = observed.find(({ item }) => item.name === name && item.expression === expression)?.item;
      const drawn = (rule?.series ?? []).filter(({ points }) => points.length >= 2).slice(0, LINES_PER_PLOT);
      if (drawn.length === 0) return [];
      const lines = drawn.map(({ labels, points }) => ({
        name: drawn.length === 1 ? '' : plain(Object.values(labels).join(' '), 40),
        points,
      }));
      const title = `Rule ${plain(name, 60)}`;
      const marks = marksIn(brief, lines);
      const description = `${title}: ${ruleStateWords(witness)}.${markedWords(marks)}`;
      return [
        { title, description, unit: 'number', ...(threshold === undefined ? {} : { threshold }), lines, marks },
      ] satisfies Plot[];
    })
    .slice(0, PLOTS_OF_RULES);
}

/** One picture for a signal, its versions or instances as lines of it. */
function keyOf({ service, signal, dimension }: Pick<Series, 'service' | 'signal' | 'dimension'>): string {
  return JSON.stringify([service, signal, dimension?.name ?? null]);
}

/** Several tools may have returned the same series: the longest stands. */
function groupSeries(series: readonly JoinedSeries[]): ReadonlyMap<string, readonly JoinedSeries[]> {
  const groups = new Map<string, JoinedSeries[]>();
  for (const one of series) {
    const group = groups.get(keyOf(one)) ?? [];
    const same = group.findIndex(({ dimension }) => dimension?.value === one.dimension?.value);
    const other = group[same];
    if (!other) group.push(one);
    else if (one.points.length > other.points.length) group[same] = one;
    groups.set(keyOf(one), group);
  }
  return groups;
}

function toPlot(group: readonly JoinedSeries[], brief: Brief): Plot {
  const [first] = group;
  if (!first) throw new Error('a plot needs a series');
  const lines = group.slice(0, LINES_PER_PLOT).map(({ dimension, points }) => ({
    name: plain(dimension?.value ?? '', 40),
    points,
  }));
  const marks = marksIn(brief, lines);
  const isOne = group.length === 1;
  const part = first.dimension && !isOne ? ` by ${plain(first.dimension.name, 30)}` : '';
  const value =
    first.dimension && isOne && first.signal !== 'saturation_ratio' ? ` (${plain(first.dimension.value, 40)})` : '';
  const title = `${plain(first.service, 60)}: ${signalWord(first.signal, isOne ? first.dimension : undefined)}${part}${value}`;
  const symptoms = brief.symptoms.filter((symptom) => keyOf(symptom) === keyOf(first));
  return { title, description: describe(title, symptoms, lines, first.unit, marks), unit: first.unit, lines, marks };
}

function marksIn(brief: Brief, lines: readonly PlotLine[]): readonly PlotMark[] {
  const times = lines.flatMap(({ points }) => points.map(([at]) => at));
  const from = times.reduce((a, b) => Math.min(a, b));
  const to = times.reduce((a, b) => Math.max(a, b));
  const onset = brief.onset === undefined ? NaN : Date.parse(brief.onset) / 1000;
  const blamedId = brief.findings[0]?.change?.id;
  const changes = brief.changes.map((change): PlotMark => ({
    at: Date.parse(change.at) / 1000,
    label: plain(`${change.service} ${change.version ?? change.kind}`, 28),
    kind: change.id === blamedId ? 'blamed' : 'change',
  }));
  const blamedFirst = [...changes].sort((a, b) => Number(b.kind === 'blamed') - Number(a.kind === 'blamed'));
  return [{ at: onset, label: 'onset', kind: 'onset' } satisfies PlotMark, ...blamedFirst]
    .filter(({ at }) => at >= from && at <= to)
    .slice(0, MARKS_PER_PLOT)
    .sort((a, b) => a.at - b.at);
}

function describe(
  title: string,
  symptoms: readonly Symptom[],
  lines: readonly PlotLine[],
  unit: Series['unit'],
  marks: readonly PlotMark[],
): string {
  const told = symptoms.map(
    ({ dimension, before, after, onset, trend }) =>
      `${dimension ? `${dimension.value}: ` : ''}normal ${quantity(before.value, unit)}, ${quantity(after.value, unit)} since ${clock(onset)} UTC, ${trend}`,
  );
  const last = lines.map(
    ({ name, points }) => `${name ? `${name}: ` : ''}last ${quantity(points.at(-1)?.[1] ?? 0, unit)}`,
  );
  return `${title}. ${(told.length > 0 ? told : last).join('; ')}.${markedWords(marks)}`;
}

function markedWords(marks: readonly PlotMark[]): string {
  const marked = marks.map(({ label, at }) => `${label} ${clock(at)}`);
  return marked.length > 0 ? ` Marked: ${marked.join(', ')}.` : '';
}
