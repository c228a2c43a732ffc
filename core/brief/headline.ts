import type { Diagnosis, RuleWitness, Symptom } from '../analysis/finding.ts';
import type { Environment } from '../ids/environment.ts';
import type { EvidenceId } from '../ids/evidence-id.ts';
import type { ItemState } from '../incidents/incident.ts';
import { measuredWords } from './rule-words.ts';
import { confidenceWord, plain, since, symptomWords } from './words.ts';

export interface HeadlineFacts {
  readonly alertNames: readonly string[];
  /** The leading alert's expression and labels. */
  readonly rule?: string;
  readonly services: readonly string[];
  readonly environment?: Environment;
  readonly startedAt: string;
  readonly now: string;
  readonly resolved: boolean;
  readonly diagnosis: Diagnosis;
  readonly items: readonly ItemState[];
  readonly recommendations: readonly string[];
  readonly owner?: string;
  readonly pageUrl?: string;
  /** `[1][2]` of evidence. */
  readonly cite: (ids: readonly EvidenceId[]) => string;
}

/** What people feel first: errors, then waiting, then the rest. */
const urgency: readonly Symptom['signal'][] = [
  'error_ratio',
  'latency_p95_seconds',
  'latency_p99_seconds',
  'latency_p50_seconds',
  'instances_up',
  'saturation_ratio',
  'requests_per_second',
];

function leadingSymptom(symptoms: readonly Symptom[], services: readonly string[]): Symptom | undefined {
  const own = symptoms.filter(({ service, dimension }) => services.includes(service) && dimension?.name !== 'version');
  return [...own].sort((a, b) => urgency.indexOf(a.signal) - urgency.indexOf(b.signal))[0];
}

function names(list: readonly string[], most: number): string {
  const shown = list.slice(0, most).map((name) => plain(name, 60));
  return list.length > most ? `${shown.join(', ')} and ${list.length - most} more` : shown.join(', ');
}

function firstLine(facts: HeadlineFacts): string {
  const { diagnosis, services, environment, startedAt, now } = facts;
  const symptom = leadingSymptom(diagnosis.symptoms, services);
  const where =
    (symptom && plain(symptom.service, 60)) ?? (services.length > 0 ? names(services, 3) : 'unknown service');
  const rule = diagnosis.rules.find(({ state }) => state === 'violated');
  const what = symptom ? symptomWords(symptom) : `${names(facts.alertNames, 2)} fires${ruleWords(facts, rule)}`;
  const change = symptom ? symptom.trend : rule?.trend;
  const trend = facts.resolved ? ', resolved' : change !== undefined && change !== 'steady' ? `, ${change}` : '';
  return `${where}: ${what}, ${environment ?? 'environment not set'}, since ${since(startedAt, now)} UTC${trend}`;
}

/** Goes on from "fires": what its rule measures, where no signal of the catalogue shows anything. */
function ruleWords({ diagnosis, rule: told }: HeadlineFacts, violated: RuleWitness | undefined): string {
  if (diagnosis.verdict === 'healthy') return ', all signals normal';
  const measured = violated ? measuredWords(violated) : '';
  return `${measured === '' ? '' : `: ${measured}`}${told === undefined ? '' : ` (${told})`}`;
}

function causeLine({ diagnosis, cite }: HeadlineFacts): string {
  const [finding] = diagnosis.findings;
  if (diagnosis.verdict === 'healthy') {
    return `HEALTHY ${finding ? `${plain(finding.statement, 160)} ${cite(finding.evidence)}` : 'no signal left its normal range'}`;
  }
  if (!finding) {
    const missing =
      diagnosis.missing.length > 0
        ? `; missing: ${names(
            diagnosis.missing.map((text) => text.replace(/[.…\s]+$/, '')),
            2,
          )}`
        : '';
    return `UNCLEAR no cause found${missing}`;
  }
  const word = diagnosis.verdict === 'cause_found' ? confidenceWord(finding.confidence) : 'UNCLEAR';
  return `${word} ${plain(finding.statement, 200)} ${cite(finding.evidence)}`;
}

function clearedLine({ diagnosis, items, cite }: HeadlineFacts): string | undefined {
  const parts: string[] = [];
  if (diagnosis.ruledOut.length > 0) {
    const evidence = [...new Set(diagnosis.ruledOut.flatMap(({ evidence: ids }) => ids))];
    parts.push(
      `RULED OUT ${names(
        diagnosis.ruledOut.map(({ subject }) => subject),
        4,
      )} ${cite(evidence)}`.trimEnd(),
    );
  }
  const unchecked = items.filter(({ state }) => state === 'could_not_check');
  if (unchecked.length > 0)
    parts.push(
      `NOT CHECKED ${names(
        unchecked.map(({ id, reason }) => `${id} (${plain(reason ?? '', 40)})`),
        3,
      )}`,
    );
  return parts.length > 0 ? parts.join(' · ') : undefined;
}

/** The brief's first lines, five at most: symptom, cause, what was cleared, what to do, whose it is. */
export function composeHeadline(facts: HeadlineFacts): readonly string[] {
  const owner = `owner: ${facts.owner ? plain(facts.owner, 60) : 'not in the catalogue'}`;
  return [
    firstLine(facts),
    causeLine(facts),
    clearedLine(facts),
    facts.recommendations.length > 0 ? `DO ${facts.recommendations[0]}` : undefined,
    facts.pageUrl ? `${owner} · ${facts.pageUrl}` : owner,
  ].filter((line) => line !== undefined);
}
