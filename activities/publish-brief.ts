import { diagnose } from '#core/analysis/diagnose';
import { verified } from '#core/analysis/verify';
import { composeBrief } from '#core/brief/compose-brief';
import { renderMarkdown } from '#core/brief/render-markdown';
import { matchRunbooks } from '#core/runbooks/match-incident';
import type { CompiledRunbook } from '#core/runbooks/runbook-ir';
import { type Alert, type Delivery, leadingAlert, worstSeverity } from '#core/alerts/alert';
import type { Brief, RecommendedRunbook } from '#core/brief/brief';
import type { CatalogueService } from '#core/evidence/catalogue';
import type { Evidence } from '#core/evidence/evidence';
import type { EvidenceId } from '#core/ids/evidence-id';
import type { Diagnosis } from '#core/analysis/finding';
import type { ItemState, PublishedBrief } from '#core/incidents/incident';
import { beganUnseen, type BriefRequest } from '#core/incidents/investigation';
import { withHeartbeats } from './heartbeats.ts';
import { readAlerts } from './read-alerts.ts';
import { runFacts } from './prepare-run.ts';

export interface BriefDependencies {
  readonly getDelivery: (id: string) => Promise<Delivery | undefined>;
  readonly getEvidence: (id: EvidenceId) => Promise<Evidence | undefined>;
  readonly putBrief: (brief: Brief, markdown: string) => Promise<{ digest: string; path: string }>;
  readonly topology: readonly CatalogueService[];
  /** Those that can be run now. */
  readonly runbooks: () => readonly CompiledRunbook[];
  readonly digest: (value: unknown) => string;
  readonly links: (incidentId: string, workflowId: string) => Brief['links'];
  readonly now: () => Date;
}

/** The evidence of every item, read back; an item whose evidence is missing or damaged could not be checked after all. */
async function readEvidence(
  items: readonly ItemState[],
  getEvidence: BriefDependencies['getEvidence'],
): Promise<{ items: readonly ItemState[]; evidence: readonly Evidence[] }> {
  const read = await Promise.all(
    items.map(async (item): Promise<{ item: ItemState; evidence?: Evidence }> => {
      if (item.evidence === undefined) return { item };
      const { evidence: id, summary: _, ...rest } = item;
      try {
        const evidence = await getEvidence(id);
        if (evidence) return { item, evidence };
        return { item: { ...rest, state: 'could_not_check', reason: `its evidence ${id} is not in the store` } };
      } catch (error) {
        const reason = `its evidence ${id} cannot be read: ${(error as Error).message}`;
        return { item: { ...rest, state: 'could_not_check', reason } };
      }
    }),
  );
  return { items: read.map(({ item }) => item), evidence: read.flatMap(({ evidence }) => evidence ?? []) };
}

/** The runbooks that fit best; a cause that is not clear enough to be called one chooses none. */
function recommendRunbooks(
  { runbooks, digest }: Pick<BriefDependencies, 'digest' | 'runbooks'>,
  {
    request,
    plan,
    alerts,
    diagnosis,
  }: Pick<BriefRequest, 'plan' | 'request'> & { alerts: readonly Alert[]; diagnosis: Diagnosis },
): readonly RecommendedRunbook[] {
  const { services, startedAt } = plan.facts;
  const facts = runFacts({
    incidentId: request.incidentId,
    title: plan.title,
    severity: worstSeverity(alerts),
    environment: plan.environment,
    services,
    startedAt,
    alert: leadingAlert(alerts),
    findings: diagnosis.verdict === 'cause_found' ? diagnosis.findings : [],
  });
  const choice = matchRunbooks(runbooks(), facts);
  const chosen = choice.kind === 'one' ? [choice.runbook] : choice.kind === 'tie' ? choice.runbooks : [];
  return chosen.map((runbook) => ({
    name: runbook.name,
    title: runbook.title,
    sha256: digest(runbook),
    because: choice.kind === 'none' ? '' : choice.because,
  }));
}

/** Analyses the evidence of an investigation, composes its brief and stores it. */
export function createPublishBrief(dependencies: BriefDependencies) {
  return async function publishBrief({ request, plan, items: told }: BriefRequest): Promise<PublishedBrief> {
    return withHeartbeats(async () => {
      const [{ alerts }, { items, evidence }] = await Promise.all([
        readAlerts(request, dependencies.getDelivery),
        readEvidence(told, dependencies.getEvidence),
      ]);
      const startedAt = Date.parse(plan.anchor) / 1000;
      const diagnosis = verified(
        diagnose({
          alert: {
            services: plan.facts.services,
            startedAt,
            firing: [...new Set(alerts.filter(({ status }) => status === 'firing').map(({ name }) => name))],
            beganUnseen: beganUnseen(plan),
          },
          now: Date.parse(request.now) / 1000,
          topology: dependencies.topology,
          evidence,
        }),
        evidence,
        startedAt,
      );
      const publishedAt = dependencies.now().toISOString();
      const brief = composeBrief({
        request,
        plan,
        items,
        alerts,
        runbooks: recommendRunbooks(dependencies, { request, plan, alerts, diagnosis }),
        evidence,
        diagnosis,
        topology: dependencies.topology,
        links: dependencies.links(request.incidentId, request.workflowId),
        publishedAt,
      });
      const { digest, path } = await dependencies.putBrief(brief, renderMarkdown(brief));
      const runbooks = brief.runbooks?.map(({ name }) => name);
      return { digest, path, publishedAt, headline: brief.headline, runbooks };
    });
  };
}
