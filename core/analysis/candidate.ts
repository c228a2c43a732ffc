import type { Cause } from './cause.ts';
import type { EvidenceId } from '../ids/evidence-id.ts';
import { isAcute } from './conditions.ts';
import { NOTICEABLE } from './deviation.ts';
import type { Condition, Measurement, Symptom } from './finding.ts';
import type { Change } from '../evidence/observations.ts';
import { Cap } from './confidence.ts';
import { distinct } from './order.ts';
import type { Scene } from './scene.ts';
import { measurementsOf } from './symptoms.ts';

/** A possible finding before it is ranked. */
export interface Candidate {
  readonly service: string;
  readonly cause: Cause;
  readonly statement: string;
  readonly change?: Change;
  /** How directly the evidence tells this cause, 0 to 1. */
  readonly support: number;
  /** Deviations from normal of what hurts most, not negative. */
  readonly deviation: number;
  /** The most confidence that is due with what is missing, 0 to 1. */
  readonly cap: number;
  /** Sorted, at least one. */
  readonly evidence: readonly EvidenceId[];
  readonly measurements: readonly Measurement[];
  readonly conditions: readonly Condition[];
}

export interface CandidateParts extends Pick<Candidate, 'service' | 'cause' | 'statement' | 'change' | 'support'> {
  /** What the cause accounts for, the most telling first. */
  readonly symptoms: readonly Symptom[];
  /** The evidence shows the cause itself, so that nothing hidden in a dependency could be the cause instead. */
  readonly direct?: boolean;
  readonly measurements?: readonly Measurement[];
  readonly conditions?: readonly Condition[];
  readonly evidence?: readonly EvidenceId[];
}

const MOST_SYMPTOMS = 4;
// What fails has no normal range to leave: it counts as far out as a signal that nobody would miss.
const ACUTE_DEVIATION = 2 * NOTICEABLE;

/** Completes what a rule found: numbers and evidence of the symptoms, and the cap for what is missing. */
export function candidateOf(scene: Scene, parts: CandidateParts): Candidate {
  const { service, cause, statement, change, support, symptoms, conditions = [], direct = false } = parts;
  const measurements = [...measurementsOf(symptoms.slice(0, MOST_SYMPTOMS)), ...(parts.measurements ?? [])];
  const evidence = distinct([
    ...measurements.map((one) => one.evidence),
    ...conditions.flatMap((one) => one.evidence),
    ...(parts.evidence ?? []),
  ]);
  const blind = scene.graph.dependenciesOf(service).some((name) => !scene.pictures.get(name)?.observed);
  return {
    service,
    cause,
    statement,
    ...(change ? { change } : {}),
    support,
    deviation: Math.max(
      conditions.some(isAcute) ? ACUTE_DEVIATION : 0,
      ...symptoms.map(({ deviation }) => Math.abs(deviation)),
    ),
    cap: Cap.of({
      seen: direct || scene.pictures.get(service)?.observed === true,
      blind: blind && !direct,
      listed: direct || scene.observed.changesListed,
      whole: !evidence.some((id) => scene.observed.partial.has(id)),
    }),
    evidence,
    measurements,
    conditions,
  };
}
