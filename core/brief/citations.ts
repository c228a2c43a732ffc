import type { Diagnosis } from '../analysis/finding.ts';
import type { EvidenceId } from '../ids/evidence-id.ts';
import type { ItemState } from '../incidents/incident.ts';
import type { Citation } from './brief.ts';

/** Numbers evidence in the order in which the brief uses it, so that `[1]` stands with the leading finding. */
export function numberEvidence(diagnosis: Diagnosis, items: readonly ItemState[]): readonly Citation[] {
  const used: EvidenceId[] = [
    ...diagnosis.findings.flatMap(({ evidence }) => evidence),
    ...diagnosis.rules.map(({ evidence }) => evidence),
    ...diagnosis.conditions.flatMap(({ evidence }) => evidence),
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
