import type { CompiledChecklist } from './checklist-ir.ts';
import { type AlertToMatch, matchAll } from './match-incident.ts';

export type { AlertToMatch };

export type ChecklistChoice =
  | { readonly kind: 'chosen'; readonly checklist: CompiledChecklist; readonly because: string }
  | { readonly kind: 'none' };

/**
 * Chooses the checklist of an alert group by its first alert. Where several fit equally well none is better founded
 * than the other: the next lower rank decides, in the end the default, and the tie is told.
 */
export function chooseChecklist(checklists: readonly CompiledChecklist[], alert: AlertToMatch): ChecklistChoice {
  const explanations = matchAll(checklists, alert);
  const ties: string[] = [];
  for (const rank of [3, 2, 1, 0]) {
    const fitting = checklists.flatMap((checklist, index) => {
      const explanation = explanations[index];
      return explanation?.rank === rank ? [{ checklist, because: explanation.because }] : [];
    });
    const [first, second] = fitting;
    if (first && !second) {
      const tie = ties.length > 0 ? `; ${ties.join(' and ')} fit equally well and were passed over` : '';
      return { kind: 'chosen', checklist: first.checklist, because: `${first.because}${tie}` };
    }
    if (first) ties.push(...fitting.map(({ checklist }) => checklist.name).sort());
  }
  return { kind: 'none' };
}
