import type { StepPath } from '#core/ids/step-path';
import { Tie, type Given, type Happened } from './reference-course.ts';
import type { Names } from './reference-names.ts';

interface Standing {
  readonly now: number;
  readonly names: Names;
  readonly happened: Happened;
}

/** Comes once, when everything has ended that ran when a step asked for it. */
export interface Undo {
  begin(standing: Standing): Standing;
  became(): 'undone' | 'undo_failed' | undefined;
}

export function undoFrom(at: number, { script, startAt, handsOff }: Given): Undo {
  let begun = false;
  let last: 'undone' | 'undo_failed' | undefined;
  const begin = ({ now, names, happened }: Standing): Standing => {
    if (begun || now < at) return { now, names, happened };
    const writes = happened.spans.filter(({ undoable }) => undoable).sort((a, b) => b.endedAt - a.endedAt);
    if (writes.some(({ endedAt }, index) => endedAt === writes[index + 1]?.endedAt)) throw new Tie();
    begun = true;
    const became = new Map<StepPath, 'undone' | 'undo_failed'>();
    for (const { path } of writes) {
      const reply = script.undo(path);
      now = startAt(now);
      const alone = reply === 'silent' ? Infinity : now + reply.afterMilliseconds;
      if (alone === handsOff) throw new Tie();
      last = reply !== 'silent' && reply.end.kind === 'done' && alone < handsOff ? 'undone' : 'undo_failed';
      now = Math.max(now, Math.min(alone, handsOff));
      became.set(path, last);
      if (last === 'undo_failed') break;
    }
    const spans = happened.spans.map((span) => {
      const undo = became.get(span.path);
      return undo ? { ...span, undo } : span;
    });
    const renamed = [...names].map(([name, { path = '', value }]) => {
      const outcome = became.get(path);
      return [name, { path, value: outcome ? { ...(value as object), outcome } : value }] as const;
    });
    return { now, names: new Map(renamed), happened: { ...happened, spans } };
  };
  return { begin, became: () => last };
}
