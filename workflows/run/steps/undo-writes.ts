import { StepOutcome } from '#core/runbooks/step-outcome';
import type { RunControl } from './run-control.ts';
import { StepScope } from './step-scope.ts';

/** Undoes what the run has written, the last write first, up to the first that cannot be undone. @throws Suspended */
export async function undoWrites(run: RunControl): Promise<void> {
  const writes = run.records.filter(({ undoable }) => undoable).toSorted((a, b) => (b.endedAs ?? 0) - (a.endedAs ?? 0));
  for (const record of writes) {
    if (record.undo?.outcome === StepOutcome.undone) continue;
    if (record.undo) break;
    await run.mayStart(run.finalScope);
    const scope = new StepScope(run.finalScope);
    const end = scope.cause
      ? ({ kind: 'stopped' } as const)
      : await run.suspension.effect(() => run.runtime.undo(record, scope));
    scope.close();
    if (end.kind !== 'done') {
      const reason = end.kind === 'stopped' ? scope.reason : end.reason;
      run.update(record.path, { undo: { outcome: StepOutcome.undoFailed, reason } });
      break;
    }
    run.update(record.path, { undo: { outcome: StepOutcome.undone } });
  }
  run.finishUndo();
}
