import type { ChecklistMatch, CompiledChecklist } from './checklist-ir.ts';

export interface AlertToMatch {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly service?: string;
}

export type ChecklistChoice =
  | { readonly kind: 'chosen'; readonly checklist: CompiledChecklist; readonly because: string }
  | { readonly kind: 'none' };

/** Alert name with labels beats alert name, beats service, beats default. 0 is the default, -1 no match. */
function precedence(match: ChecklistMatch, alert: AlertToMatch): number {
  const labels = Object.entries(match.labels);
  if (match.alerts.length > 0 && !match.alerts.includes(alert.name)) return -1;
  if (match.services.length > 0 && (alert.service === undefined || !match.services.includes(alert.service))) return -1;
  if (labels.some(([name, value]) => alert.labels[name] !== value)) return -1;
  if (match.alerts.length > 0) return labels.length > 0 ? 3 : 2;
  if (match.services.length > 0 || labels.length > 0) return 1;
  return 0;
}

const reasons = [
  'the default',
  'it is for this service',
  'it is for this alert',
  'it is for this alert with these labels',
];

/**
 * Chooses the checklist of an alert group by its first alert. Where several fit equally well none is better founded
 * than the other: the next lower rank decides, in the end the default, and the tie is told.
 */
export function chooseChecklist(checklists: readonly CompiledChecklist[], alert: AlertToMatch): ChecklistChoice {
  const ties: string[] = [];
  for (let rank = 3; rank >= 0; rank--) {
    const fitting = checklists.filter((checklist) => precedence(checklist.match, alert) === rank);
    const [first, second] = fitting;
    if (first && !second) {
      const tie = ties.length > 0 ? `; ${ties.join(' and ')} fit equally well and were passed over` : '';
      return { kind: 'chosen', checklist: first, because: `${reasons[rank]}${tie}` };
    }
    if (first) ties.push(...fitting.map(({ name }) => name).sort());
  }
  return { kind: 'none' };
}
