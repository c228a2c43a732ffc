import { didYouMean } from '#core/text/nearest-name';
import type { CompiledRunbook } from '#core/runbooks/runbook-ir';
import { type Delivery, leadingAlert } from '#core/alerts/alert';
import type { Brief } from '#core/brief/brief';
import { FailureType } from '#core/ids/failure-type';
import type { PreparedRun } from '#core/runs/run';
import type { RunRequest } from '#core/runs/run-messages';
import type { RunFacts } from '#core/runbooks/run-facts';
import { permanent } from './failures.ts';
import { readAlerts } from './read-alerts.ts';
import { shortHash } from '#core/ids/short-hash';

export interface RunPreparationDependencies {
  /** Those that can be run now. */
  readonly runbooks: () => readonly CompiledRunbook[];
  /** Of the catalogue; empty without one. */
  readonly knownServices: readonly string[];
  /** Of the configured servers; empty where none declares any. */
  readonly knownEnvironments: readonly string[];
  readonly digest: (value: unknown) => string;
  /** Where actions are carried out; absent where nothing can be written. */
  readonly execution?: PreparedRun['execution'];
  readonly getDelivery: (id: string) => Promise<Delivery | undefined>;
  readonly getBrief: (digest: string) => Promise<Brief | undefined>;
}

/** What expressions of a run may know of its incident. */
export async function incidentFactsOf(
  incident: NonNullable<RunRequest['incident']>,
  { getDelivery, getBrief }: Pick<RunPreparationDependencies, 'getBrief' | 'getDelivery'>,
): Promise<RunFacts> {
  const [{ alerts }, brief] = await Promise.all([
    readAlerts(incident, getDelivery),
    incident.briefDigest === undefined ? undefined : getBrief(incident.briefDigest),
  ]);
  const leading = leadingAlert(alerts);
  // As in the brief: an unclear cause is no reason to act.
  const findings = brief?.verdict === 'cause_found' ? brief.findings : [];
  return runFacts({ ...incident, alert: leading, findings });
}

export function runFacts({
  incidentId,
  title,
  severity,
  environment,
  services,
  startedAt,
  alert,
  findings,
}: Omit<NonNullable<RunFacts['incident']>, 'id' | 'service'> & {
  readonly incidentId: string;
  readonly alert?: Delivery['alerts'][number];
  readonly findings: Brief['findings'];
}): RunFacts {
  const [finding] = findings;
  return {
    incident: {
      id: incidentId,
      title,
      severity,
      environment,
      services,
      startedAt,
      service: alert?.service ?? services[0],
    },
    alert: alert && { name: alert.name, labels: alert.labels },
    finding: finding && {
      service: finding.service,
      cause: finding.cause,
      confidence: finding.confidence,
      statement: finding.statement,
      change: finding.change,
    },
  };
}

/** A target that is typed by hand may be misspelled. @throws ApplicationFailure that names the nearest */
function checkTarget(
  { target }: RunRequest,
  { knownServices, knownEnvironments }: Pick<RunPreparationDependencies, 'knownEnvironments' | 'knownServices'>,
): void {
  const check = (what: string, given: string | undefined, known: readonly string[]) => {
    if (given === undefined || known.length === 0 || known.includes(given)) return;
    const message = `No ${what} "${given}" is known.${didYouMean(given, known)} There are: ${known.slice(0, 30).join(', ')}.`;
    throw permanent(FailureType.invalidRequest, message);
  };
  check('service', target?.service, knownServices);
  check('environment', target?.environment, knownEnvironments);
}

/** Pins a run to the present version of its compiled runbook, and to the facts of its incident. */
export function createPrepareRun(dependencies: RunPreparationDependencies) {
  return async function prepareRun(request: RunRequest): Promise<PreparedRun> {
    checkTarget(request, dependencies);
    const runbooks = dependencies.runbooks();
    const runbook = runbooks.find(({ name }) => name === request.runbook);
    if (!runbook) {
      const names = runbooks.map(({ name }) => name);
      throw permanent(
        FailureType.invalidRequest,
        `No runbook "${request.runbook}".${didYouMean(request.runbook, names)} There are: ${names.join(', ') || 'none'}.`,
      );
    }
    const sha256 = dependencies.digest(runbook);
    if (request.sha256 !== undefined && request.sha256 !== sha256) {
      throw permanent(
        FailureType.invalidRequest,
        `The runbook "${request.runbook}" is another one than when you looked: ${shortHash(sha256)} now, ${shortHash(request.sha256)} then. Look at it again and start it again.`,
      );
    }
    const facts = request.incident ? await incidentFactsOf(request.incident, dependencies) : {};
    return { runbook, sha256, facts, execution: dependencies.execution };
  };
}
