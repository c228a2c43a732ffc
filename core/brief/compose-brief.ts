import { worstSeverity } from '../alerts/alert.ts';
import type { Diagnosis } from '../analysis/finding.ts';
import { byText } from '../analysis/order.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { Change } from '../evidence/observations.ts';
import { observationsOf } from '../evidence/read-observations.ts';
import type { EvidenceId } from '../ids/evidence-id.ts';
import type { ItemState } from '../incidents/incident.ts';
import type { Brief, RecommendedRunbook } from './brief.ts';
import type { BriefMaterial } from './brief-material.ts';
import { citationText, numberEvidence } from './citations.ts';
import { gapsOf } from './gaps.ts';
import { composeHeadline } from './headline.ts';
import { recommend } from './recommend.ts';
import { ruleAndLabels } from './rule-words.ts';
import { composeTimeline } from './timeline.ts';
import { plain } from './words.ts';

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
  return {
    ...diagnosis,
    conditions: diagnosis.conditions.map(ordered),
    findings: diagnosis.findings.map(ordered),
    ruledOut: diagnosis.ruledOut.map(ordered),
  };
}

/** The changes in all of the evidence, each once, oldest first. */
function changesIn(evidence: readonly Evidence[]): readonly Change[] {
  const all = evidence.flatMap(({ payload }) => observationsOf(payload).changes.map(({ item }) => item));
  const once = new Map(all.map((change) => [change.id, change]));
  return [...once.values()].sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || byText(a.id, b.id));
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
  const citations = numberEvidence(diagnosis, items);
  const numberOf = new Map(citations.map(({ evidence, number }) => [evidence, number]));
  const cite = (ids: readonly EvidenceId[]) => citationText(ids.flatMap((id) => numberOf.get(id) ?? []));
  const [finding] = diagnosis.findings;
  const recommendations = withRunbooks(
    finding
      ? recommend(finding, { services: topology, rules: diagnosis.rules })
      : [`page the owner of ${plain(plan.facts.service ?? 'the service', 60)}: no cause stands out`],
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
      rule: ruleAndLabels(material),
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
    rules: diagnosis.rules,
    symptoms: diagnosis.symptoms,
    conditions: diagnosis.conditions,
    findings: diagnosis.findings,
    ruledOut: diagnosis.ruledOut,
    gaps: gapsOf(material),
    recommendations,
    runbooks: material.runbooks,
    changes,
    items,
    citations,
    timeline: composeTimeline({ alerts, changes, diagnosis, publishedAt }),
    links,
  };
}
