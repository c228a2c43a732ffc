import type { ActionRecord } from '#core/actions/action-work';

/** Where policy does not say. */
const FRESH_SECONDS = 300;

/** How old the proof of who somebody is may be for a decision, in seconds; undefined: as old as the sign-in lives. */
export function freshSecondsOf({ verdict, preview }: ActionRecord, breakGlass: boolean): number | undefined {
  const asked = verdict?.kind === 'approvals' ? verdict.needs.freshLoginSeconds : undefined;
  return asked ?? (breakGlass || preview?.risk === 'destructive' ? FRESH_SECONDS : undefined);
}
