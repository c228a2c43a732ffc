import type { Alert } from '../alerts/alert.ts';
import type { Brief, Citation, RecommendedRunbook } from './brief.ts';
import type { CatalogueService } from '../evidence/catalogue.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { EvidenceId } from '../ids/evidence-id.ts';
import type { Diagnosis } from '../analysis/finding.ts';
import type { ItemState, TimelineEntry } from '../incidents/incident.ts';
import { beganUnseen, type InvestigationPlan, type InvestigationRequest } from '../incidents/investigation.ts';
import type { Change } from '../evidence/observations.ts';
import { observationsOf } from '../evidence/read-observations.ts';
import { worstSeverity } from '../alerts/alert.ts';
import { byText } from '../analysis/order.ts';
import { composeHeadline } from './headline.ts';
import { recommend } from './recommend.ts';
import { dated, plain } from './words.ts';

export interface BriefMaterial {
  readonly request: InvestigationRequest;
  readonly plan: InvestigationPlan;
  readonly items: readonly ItemState[];
  readonly alerts: readonly Alert[];
  readonly evidence: readonly Evidence[];
  readonly diagnosis: Diagnosis;
  readonly topology: readonly CatalogueService[];
  readonly runbooks: readonly RecommendedRunbook[];
  readonly links: Brief['links'];
  /** RFC 3339. */
  readonly publishedAt: string;
}

/**
 * Evidence in the order of the checklist. Ids are hashes: in their own order the same incident, looked at again, would
 * cite in another one.
 */
function inChecklistOrder(diagnosis: Diagnosis, items: readonly ItemState[]): Diagnosis {
  const place = new Map(items.flatMap(({ evidence }, index) => (evidence ? [[evidence, index]] : [])));
  const ordered = <Claim extends { readonly evidence: readonly EvidenceId[] }>(claim: Claim): Claim => ({
    ...claim,
    evidence: claim.evidence.toSorted((a, b) => (place.get(a) ?? Infinity) - (place.get(b) ?? Infinity)),
  });
  return { ...diagnosis, findings: diagnosis.findings.map(ordered), ruledOut: diagnosis.ruledOut.map(ordered) };
}

/** Numbers evidence in the order in which the brief uses it, so that `[1]` stands with the leading finding. */
function numberEvidence({ items, diagnosis }: BriefMaterial): readonly Citation[] {
  const used: EvidenceId[] = [
    ...diagnosis.findings.flatMap(({ evidence }) => evidence),
    ...diagnosis.ruledOut.flatMap(({ evidence }) => evidence),
    ...items.flatMap(({ evidence }) => evidence ?? []),
  ];
  return [...new Set(used)].map((evidence, index) => {
    const item = items.find((candidate) => candidate.evidence === evidence);
    return { number: index + 1, evidence, tool: item?.tool ?? '', question: item?.title ?? '' };
  });
}

/** `[1][2]`, three or more in a row as `[3-5]`. */
export function citationText(numbers: readonly number[]): string {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  const runs: [number, number][] = [];
  for (const number of sorted) {
    const last = runs.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs
    .map(([from, to]) => (to - from >= 2 ? `[${from}-${to}]` : from === to ? `[${from}]` : `[${from}][${to}]`))
    .join('');
}

/** The changes in all of the evidence, each once, oldest first. */
function changesIn(evidence: readonly Evidence[]): readonly Change[] {
  const all = evidence.flatMap(({ payload }) => observationsOf(payload).changes.map(({ item }) => item));
  const once = new Map(all.map((change) => [change.id, change]));
  return [...once.values()].sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || byText(a.id, b.id));
}

function composeTimeline({ alerts, diagnosis, publishedAt }: BriefMaterial, changes: readonly Change[]) {
  const entries: TimelineEntry[] = [
    ...alerts.flatMap((alert): TimelineEntry[] => {
      const where = alert.service ? ` on ${alert.service}` : '';
      const fired: TimelineEntry = { at: alert.startsAt, kind: 'alert', text: plain(`${alert.name}${where} fires`) };
      return alert.endsAt
        ? [fired, { at: alert.endsAt, kind: 'alert', text: plain(`${alert.name}${where} resolved`) }]
        : [fired];
    }),
    ...changes.map((change): TimelineEntry => {
      const version = change.version ? ` ${change.version}` : '';
      const summary = change.summary ? `: ${change.summary}` : '';
      return {
        at: change.at,
        kind: 'change',
        text: plain(`${change.kind} of ${change.service}${version}${summary}`, 160),
      };
    }),
    { at: publishedAt, kind: 'brief', text: 'Brief published' },
  ];
  if (diagnosis.onset !== undefined) {
    entries.push({
      at: new Date(diagnosis.onset * 1000).toISOString(),
      kind: 'investigation',
      text: 'Signals leave their normal range',
    });
  }
  return entries.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** What a tool said is missing from its answer. */
function limitsOf({ items, evidence }: BriefMaterial): readonly string[] {
  return evidence.flatMap(({ id, payload: { warnings, meta } }) => {
    const title = items.find((item) => item.evidence === id)?.title ?? '';
    const cut = meta.truncated ? ['the answer was cut'] : [];
    return [...warnings.slice(0, 5), ...cut].map((text) => `${title} Only in part: ${plain(text, 200)}`);
  });
}

/** That nobody looked at how an old alert began. */
function unseenBeginning({ plan, request }: BriefMaterial): readonly string[] {
  if (!beganUnseen(plan)) return [];
  const { startedAt, around } = plan.facts;
  const days = Math.floor((Date.parse(request.now) - Date.parse(startedAt)) / (24 * 3600 * 1000));
  return [
    `The alert began ${days} days ago (${dated(startedAt)} UTC); nothing before ${dated(around.start)} UTC was looked at.`,
  ];
}

function gapsOf(material: BriefMaterial): readonly string[] {
  const { items, plan, diagnosis } = material;
  return [
    ...unseenBeginning(material),
    ...items
      .filter(({ state }) => state === 'could_not_check')
      .map(
        ({ title, reason, mandatory }) =>
          `${title} Could not be checked${mandatory ? ' (mandatory)' : ''}: ${plain(reason ?? '', 300)}`,
      ),
    ...items
      .filter(({ state }) => state === 'not_applicable')
      .map(({ title, reason }) => `${title} Not applicable: ${plain(reason ?? '', 300)}`),
    ...limitsOf(material),
    ...(plan.environment
      ? []
      : ['The environment of the alert is not set: reads only. Set it on the integration or by a label.']),
    ...diagnosis.missing.map((text) => plain(text, 300)),
  ];
}

/** What the leading alert's rule looks at, and its labels: all there is to say of a service that nobody knows. */
function ruleOf({ alerts, evidence, plan }: BriefMaterial): string | undefined {
  const leading = alerts.find(({ name }) => name === plan.facts.alertName);
  const expression = evidence
    .flatMap(({ payload }) => observationsOf(payload).alerts)
    .find(({ item }) => item.name === leading?.name && item.expression !== undefined)?.item.expression;
  const labels = Object.entries(leading?.labels ?? {}).filter(([name]) => name !== 'alertname');
  const parts = [expression, ...labels.slice(0, 4).map(([name, value]) => `${name}=${value}`)];
  return parts.flatMap((part) => (part ? [plain(part, 80)] : [])).join(', ') || undefined;
}

/** The first thing to do names the runbook that does it; where several fit equally well, a person chooses. */
function withRunbooks(
  [first, ...others]: readonly string[],
  runbooks: readonly RecommendedRunbook[],
): readonly string[] {
  const rest = first === undefined ? [] : [first];
  const [only, second] = runbooks;
  if (!only) return [...rest, ...others];
  if (!second) return [`${first ?? plain(only.title, 80)} (runbook ${plain(only.name, 60)})`, ...others];
  const names = runbooks.map(({ name }) => plain(name, 60)).join(' or ');
  return [...rest, `choose a runbook, they fit equally well: ${names}`, ...others];
}

/** Composes the brief. Pure: the same material gives the same bytes. */
export function composeBrief(given: BriefMaterial): Brief {
  const material = { ...given, diagnosis: inChecklistOrder(given.diagnosis, given.items) };
  const { request, plan, items, alerts, diagnosis, topology, links, publishedAt } = material;
  const changes = changesIn(material.evidence);
  const citations = numberEvidence(material);
  const numberOf = new Map(citations.map(({ evidence, number }) => [evidence, number]));
  const cite = (ids: readonly EvidenceId[]) => citationText(ids.flatMap((id) => numberOf.get(id) ?? []));
  const [finding] = diagnosis.findings;
  const recommendations = withRunbooks(
    finding
      ? recommend(finding, topology)
      : [`page whoever owns ${plain(plan.facts.service ?? 'it', 60)}: no cause stands out`],
    material.runbooks,
  );
  const ownerOf = finding?.service ?? plan.facts.service;
  return {
    apiVersion: 'holdfast/v1',
    kind: 'Brief',
    incidentId: request.incidentId,
    workflowId: request.workflowId,
    title: plan.title,
    severity: worstSeverity(alerts),
    environment: plan.environment,
    services: plan.facts.services,
    startedAt: plan.facts.startedAt,
    publishedAt,
    headline: composeHeadline({
      alertNames: [...new Set(alerts.map(({ name }) => name))],
      rule: ruleOf(material),
      services: plan.facts.services,
      environment: plan.environment,
      startedAt: plan.facts.startedAt,
      now: request.now,
      resolved: alerts.length > 0 && alerts.every(({ status }) => status === 'resolved'),
      diagnosis,
      items,
      recommendations,
      owner: topology.find(({ name }) => name === ownerOf)?.owner,
      pageUrl: links.page,
      cite,
    }),
    verdict: diagnosis.verdict,
    onset: diagnosis.onset === undefined ? undefined : new Date(diagnosis.onset * 1000).toISOString(),
    symptoms: diagnosis.symptoms,
    findings: diagnosis.findings,
    ruledOut: diagnosis.ruledOut,
    gaps: gapsOf(material),
    recommendations,
    runbooks: material.runbooks,
    changes,
    items,
    citations,
    timeline: composeTimeline(material, changes),
    links,
  };
}
