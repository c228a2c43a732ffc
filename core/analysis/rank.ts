import type { Finding } from './finding.ts';
import type { Candidate } from './candidate.ts';
import { confidenceOf, scoreOf } from './confidence.ts';
import { byText } from './order.ts';

const MOST_FINDINGS = 5;
// Less than this is noise beside the findings that count.
const LEAST_SCORE = 0.05;

/** Ranks candidates, the best first, at most five. Confidence never rises with the rank. */
export function rank(candidates: readonly Candidate[]): readonly Finding[] {
  const scored = candidates
    .filter(({ evidence }) => evidence.length > 0)
    .map((candidate) => ({ candidate, score: scoreOf(candidate) }))
    .filter(({ score }) => score >= LEAST_SCORE)
    .sort(
      (a, b) =>
        b.score - a.score ||
        b.candidate.support - a.candidate.support ||
        byText(a.candidate.service, b.candidate.service) ||
        byText(a.candidate.cause, b.candidate.cause),
    )
    .slice(0, MOST_FINDINGS);
  return scored.map(({ candidate, score }, index) => ({
    id: `f${index + 1}`,
    service: candidate.service,
    cause: candidate.cause,
    confidence: index === 0 ? confidenceOf(score, scored[1]?.score ?? 0) : confidenceOf(score, score),
    statement: candidate.statement,
    ...(candidate.change ? { change: candidate.change } : {}),
    evidence: candidate.evidence,
    measurements: candidate.measurements,
    ...(candidate.conditions.length > 0 ? { conditions: candidate.conditions } : {}),
  }));
}
