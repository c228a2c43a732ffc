import { ActionState } from '#core/vocabulary/action';
import type { ActionLook } from '#core/vocabulary/action-work';
import { driftOf } from '#core/vocabulary/preview-drift';
import { looking } from './action-activities.ts';
import { type ActionControl, tried } from './action-control.ts';
import { now } from './now.ts';

/** Pages are loaded again and again, by several people; each look costs history and asks the back end. */
const freshMilliseconds = 15_000;
const mostLooks = 200;

export type ActionLooks = ReturnType<typeof openLooks>;

/** Looks again, while people decide, at what an action would change: approving is looking, at what is there now. */
export function openLooks(life: ActionControl) {
  let looks = 0;
  let underWay: Promise<void> | undefined;

  async function again(): Promise<void> {
    looks++;
    const { bytes, actionHash, preview } = life.record();
    const options = { summary: 'Would it still change the same?' };
    const found = await tried(() => looking.previewAction.executeWithOptions(options, [{ bytes, actionHash }]));
    const looked = preview && lookOf(found, preview);
    if (looked && life.record().state === ActionState.awaiting) life.show({ looked });
    underWay = undefined;
  }

  return {
    /** @returns the last look, which is new unless there was one in the last 15 seconds, or too many */
    async lookAgain(): Promise<ActionLook> {
      const { looked } = life.record();
      const isFresh = looked !== undefined && Date.now() - Date.parse(looked.at) < freshMilliseconds;
      if (!isFresh && looks < mostLooks) await (underWay ??= again());
      return life.record().looked ?? { kind: 'unknown', at: now(), reason: 'it does not wait for people any more' };
    },
  };
}

type Found = Awaited<ReturnType<typeof tried<Awaited<ReturnType<typeof looking.previewAction>>>>>;

function lookOf(found: Found, approved: Parameters<typeof driftOf>[0]): ActionLook {
  const at = now();
  if (found.kind === 'failed') return { kind: 'unknown', at, reason: found.reason.slice(0, 500) };
  if (found.kind === 'stopped') return { kind: 'unknown', at, reason: 'it was stopped' };
  const answer = found.value;
  if (answer.kind === 'wrong') return { kind: 'unknown', at, reason: answer.reason.slice(0, 500) };
  const drift = answer.kind === 'previewed' ? driftOf(approved, answer.preview) : answer.reason;
  return drift === undefined ? { kind: 'as_previewed', at } : { kind: 'drifted', at, reason: drift.slice(0, 1000) };
}
