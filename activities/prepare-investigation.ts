import type { AlertToMatch, ChecklistChoice } from '#core/runbooks/choose-checklist';
import { chooseChecklist } from '#core/runbooks/choose-checklist';
import type { CompiledChecklist } from '#core/runbooks/checklist-ir';
import { type Alert, type Delivery, leadingAlert } from '#core/alerts/alert';
import type { Environment } from '#core/ids/environment';
import type { InvestigationPlan, InvestigationRequest } from '#core/incidents/investigation';
import type { AlertFacts } from '#core/runbooks/references';
import { FailureType } from '#core/ids/failure-type';
import { permanent } from './failures.ts';
import { readAlerts } from './read-alerts.ts';

export interface PreparationDependencies {
  readonly getDelivery: (id: string) => Promise<Delivery | undefined>;
  readonly checklists: readonly CompiledChecklist[];
  readonly digest: (value: unknown) => string;
  /** Whether the catalogue knows the service, and what it waits for. */
  readonly isKnownService: (service: string) => boolean;
  readonly dependenciesOf: (service: string) => readonly string[];
  /** Configured tool servers with the environments they serve; `any` for servers that do not declare them. */
  readonly servers: Readonly<Record<string, readonly Environment[] | 'any'>>;
  /** How far before the alert signals are looked at. */
  readonly lookbackSeconds: number;
}

/** Tools look at most a week back. The brief says of an alert that began earlier that its beginning was not looked at. */
const longestLookbackMilliseconds = 5 * 24 * 3600 * 1000;

function environmentFor(
  server: string,
  served: readonly Environment[] | 'any',
  environment: Environment | undefined,
): InvestigationPlan['servers'][string] {
  if (served === 'any') return { environment };
  if (environment !== undefined) {
    if (served.includes(environment)) return { environment };
    return {
      reason: `"${server}" has no back end for environment "${environment}"; it has: ${served.join(', ') || 'none'}`,
    };
  }
  const [only, second] = served;
  // Reads are harmless: with only one environment to read from, an unset one defaults to it.
  if (only !== undefined && second === undefined) return { environment: only };
  return { reason: `the environment of the alert is not set and "${server}" serves several: ${served.join(', ')}` };
}

/** In alerts, and in characters of a label: facts stand in history, which is not for payloads. */
const mostAlerts = 5;
const longestLabel = 300;

/** The alerts whose rules are looked at: those that fire, the leading one first; one for each rule and its labels. */
function alertFacts(alerts: readonly Alert[], leading: Alert): readonly AlertFacts[] {
  const firing = alerts.filter(({ status }) => status === 'firing');
  const facts = [leading, ...(firing.length > 0 ? firing : alerts)].map(({ name, labels, expression }): AlertFacts => {
    const short = Object.entries(labels).filter(([, value]) => value.length <= longestLabel);
    return { name, labels: Object.fromEntries(short), ...(expression !== undefined && { expression }) };
  });
  return [...new Map(facts.map((one) => [JSON.stringify(one), one])).values()].slice(0, mostAlerts);
}

/** Makes the plan that an investigation is pinned to: checklist, services, windows, environments. */
export function createPrepareInvestigation(dependencies: PreparationDependencies) {
  return async function prepareInvestigation(request: InvestigationRequest): Promise<InvestigationPlan> {
    const { alerts, found: deliveries } = await readAlerts(request, dependencies.getDelivery);
    if (deliveries.length === 0) {
      throw permanent(
        FailureType.invalidRequest,
        `None of the incident's ${request.deliveries.length} deliveries is in the store; is HOLDFAST_HOME the gateway's?`,
      );
    }
    const leading = leadingAlert(alerts);
    if (!leading) throw permanent(FailureType.invalidRequest, 'No alert of the incident has ever fired');
    const toMatch: AlertToMatch = { name: leading.name, labels: leading.labels, service: leading.service };
    const choice: ChecklistChoice = chooseChecklist(dependencies.checklists, toMatch);
    if (choice.kind === 'none') {
      throw permanent(FailureType.invalidRequest, `No checklist fits ${leading.name} and there is no default one`);
    }

    const services = [...new Set(alerts.flatMap(({ service }) => service ?? []))].sort();
    const known = services.filter(dependencies.isKnownService);
    const scope = [...new Set([...known, ...known.flatMap((service) => dependencies.dependenciesOf(service))])];
    const firing = alerts.filter(({ status }) => status === 'firing');
    const starts = (firing.length > 0 ? firing : alerts).map(({ startsAt }) => Date.parse(startsAt));
    const startedAt = Math.min(...starts);
    const now = Date.parse(request.now);
    const anchor = Math.min(now, Math.max(startedAt, now - longestLookbackMilliseconds));
    const environment = deliveries.find((delivery) => delivery.environment !== undefined)?.environment;
    const before = (seconds: number) => new Date(anchor - seconds * 1000).toISOString();
    // Rules fire after the trouble began: the last quarter of the lookback belongs to the incident.
    const turn = before(dependencies.lookbackSeconds / 4);
    const start = before(dependencies.lookbackSeconds);
    return {
      checklist: choice.checklist,
      checklistSha256: dependencies.digest(choice.checklist),
      because: choice.because,
      facts: {
        service: leading.service ?? services[0],
        services,
        // A tool takes 20 services at a time; nearest first, so the cut loses the farthest.
        scope: scope.slice(0, 20),
        startedAt: new Date(startedAt).toISOString(),
        alertName: leading.name,
        alerts: alertFacts(alerts, leading),
        before: { start, end: turn },
        during: { start: turn, end: request.now },
        around: { start, end: request.now },
      },
      anchor: new Date(anchor).toISOString(),
      environment,
      servers: Object.fromEntries(
        Object.entries(dependencies.servers).map(([server, served]) => [
          server,
          environmentFor(server, served, environment),
        ]),
      ),
      title: `${leading.name} on ${services.length > 0 ? services.slice(0, 3).join(', ') : 'unknown service'}`,
    };
  };
}
